const element = (id) => document.getElementById(id);

/** Calls the shop; changes carry the token of the cookie. */
async function call(method, path, body) {
  const token = document.cookie.match(/XSRF-TOKEN=([^;]*)/);
  const response = await fetch(path, {
    method,
    headers: {
      "Content-Type": "application/json",
      ...(token ? { "X-XSRF-TOKEN": decodeURIComponent(token[1]) } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const result = text === "" ? {} : JSON.parse(text);
  if (!response.ok) {
    const errors = (result.errors ?? []).map((error) => `${error.field} ${error.message}`);
    throw new Error([result.detail ?? response.statusText, ...errors].join(" "));
  }
  return result;
}

const say = (text) => (element("message").textContent = text);
const attempt = (work) => work().catch((failed) => say(failed.message));

function row(cells, ...buttons) {
  const line = document.createElement("tr");
  for (const text of cells) {
    line.insertCell().textContent = text;
  }
  line.insertCell().append(...buttons);
  return line;
}

function button(text, work) {
  const made = document.createElement("button");
  made.textContent = text;
  made.addEventListener("click", () => attempt(work));
  return made;
}

async function showOrders() {
  const orders = await call("GET", "orders");
  element("orders").replaceChildren(
    ...orders.map((order) =>
      row(
        [order.id, order.item, order.status],
        ...(order.status === "placed"
          ? [
              button("Ship", async () => {
                await call("POST", `orders/${order.id}/shipment`);
                say(`Order ${order.id} is shipped.`);
                await showOrders();
              }),
            ]
          : []),
      ),
    ),
  );
}

async function showWebhooks() {
  const { webhooks } = await call("GET", "webhooks?limit=200");
  element("webhooks").replaceChildren(
    ...webhooks.map((webhook) =>
      row(
        [
          webhook.name,
          webhook.url,
          webhook.types.join(", "),
          webhook.enabled ? "enabled" : `disabled: ${webhook.disabledReason}`,
        ],
        button("Deliveries", () => showDeliveries(webhook)),
        button(webhook.enabled ? "Disable" : "Enable", async () => {
          await call("PATCH", `webhooks/${webhook.id}`, { enabled: !webhook.enabled });
          await showWebhooks();
        }),
        button("Remove", async () => {
          await call("DELETE", `webhooks/${webhook.id}`);
          await showWebhooks();
        }),
      ),
    ),
  );
}

async function showDeliveries(webhook) {
  const { deliveries } = await call("GET", `webhooks/${webhook.id}/deliveries?limit=50`);
  element("of").textContent = `of ${webhook.name}`;
  element("deliveries").replaceChildren(
    ...deliveries.map((delivery) =>
      row(
        [
          delivery.createdAt,
          delivery.type,
          delivery.subject,
          delivery.status,
          delivery.attempts,
          delivery.lastStatus ?? delivery.lastError ?? "",
        ],
        button("Resend", async () => {
          await call("POST", `webhooks/${webhook.id}/deliveries/${delivery.id}/redeliveries`);
          say("It is sent again.");
          await showDeliveries(webhook);
        }),
      ),
    ),
  );
}

element("register").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    const form = new FormData(event.target);
    const made = await call("POST", "webhooks", {
      name: form.get("name"),
      url: form.get("url"),
      types: form.getAll("types"),
    });
    say(`Registered. Store its secret now, it is not shown again: ${made.secret}`);
    await showWebhooks();
  });
});

element("order").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    const order = await call("POST", "orders", { item: new FormData(event.target).get("item") });
    say(`Order ${order.id} is placed.`);
    await showOrders();
  });
});

attempt(showOrders);
attempt(showWebhooks);
