// Opens the page that shows the API's description in a browser, and operations of it, and prints
// what it saw and what the browser complained of:
// {"faults":[…],"elsewhere":[…],"sections":[…],"opened":["…","…","…"]}.
import { chromium } from "playwright-core";

const base = process.argv[2];

// For each step: a machine that has other things to do draws this long page slowly.
const PATIENCE = 120_000;

// A click by the mouse waits until the browser has drawn the page twice without a change, and for
// a drawing again afterwards: what matters here is what the button does.
async function press(button) {
  await button.waitFor();
  await button.evaluate((element) => element.click());
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const faults = [];
const elsewhere = [];
try {
  const page = await browser.newPage({ reducedMotion: "reduce" });
  page.setDefaultTimeout(PATIENCE);
  page.setDefaultNavigationTimeout(PATIENCE);
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && faults.push(m.text()));
  page.on("pageerror", (e) => faults.push(e.message));
  page.on("request", (r) => r.url().startsWith(base) || elsewhere.push(r.url()));
  await page.goto(base + "/api-docs/");
  await page.waitForSelector(".opblock-tag");
  const sections = await page.$$eval(".opblock-tag", (all) => all.map((one) => one.dataset.tag));
  const opened = [];
  for (const place of ["Search/search", "Redelivery/createJob", "webhooks/onAssetCreateByCopy"]) {
    await page.goto(`${base}/api-docs/?${opened.length}#/${place}`);
    const operation = page.locator(`[id="operations-${place.replace("/", "-")}"]`);
    await operation.locator(".opblock-body").waitFor();
    if (!place.startsWith("webhooks/")) {
      await press(operation.locator(".try-out__btn"));
      await operation.locator(".execute").waitFor();
    }
    opened.push(await operation.innerText());
  }
  await press(page.locator(".authorize").first());
  await page.waitForSelector(".dialog-ux");
  console.log(JSON.stringify({ faults, elsewhere, sections, opened }));
} finally {
  await browser.close();
}
