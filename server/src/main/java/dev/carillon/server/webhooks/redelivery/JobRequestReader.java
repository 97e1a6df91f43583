package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import dev.carillon.server.webhooks.deliverylog.DeliveryFilterReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Reads what a caller wants a job to do, and refuses what cannot be meant. */
public record JobRequestReader(Store store, InstantSource wall) {

  private static final String EVERYTHING = "everything";

  JobRequest read(String kind, JsonFields body) {
    int rate = body.number("ratePerSecond", 0);
    Instant now = store.engineClock().instant();
    return switch (kind) {
      case RecoverJob.NAME -> recovery(body, rate, now);
      case FixJob.NAME -> fix(body, rate, now);
      default -> filtered(body, rate, now);
    };
  }

  private JobRequest recovery(JsonFields body, int rate, Instant now) {
    unfiltered(body);
    String id = body.required("webhook");
    Instant since = body.time("since").orElseThrow(() -> Problem.missing("since"));
    checkPast(since, body, now);
    var _ = RegisteredWebhooks.enabled(store.webhooks(), id);
    return new JobRequest(JsonNodeFactory.instance.objectNode(), id, since, rate, now);
  }

  /** Also of a webhook that is disabled: it is enabled if a test succeeds. */
  private JobRequest fix(JsonFields body, int rate, Instant now) {
    unfiltered(body);
    Webhook webhook = RegisteredWebhooks.get(store.webhooks(), body.required("webhook"));
    Instant since = body.time("since").orElseGet(() -> troubleSince(webhook, now));
    checkPast(since, body, now);
    Instant from = since.isBefore(webhook.createdAt()) ? webhook.createdAt() : since;
    String id = webhook.id().value();
    return new JobRequest(FixJob.failed(id, from), id, from, rate, now);
  }

  /** When it was disabled, before something last arrived, or a day ago: what is longest ago. */
  private Instant troubleSince(Webhook webhook, Instant now) {
    Instant dayAgo = now.minus(Duration.ofDays(1));
    Instant known =
        webhook.state() instanceof WebhookState.Disabled off && off.at().isBefore(dayAgo)
            ? off.at()
            : dayAgo;
    Standing standing = store.log().standings(1).getOrDefault(webhook.id(), Standing.NONE);
    return FailureStart.of(webhook, standing, known);
  }

  private static void unfiltered(JsonFields body) {
    if (body.has("filter")) {
      throw body.wrong("filter", "absent: 'webhook' and 'since' select what is recovered");
    }
  }

  private void checkPast(Instant since, JsonFields body, Instant now) {
    if (since.isBefore(Instant.EPOCH) || since.isAfter(latest(now))) {
      throw body.wrong("since", "a time from 1970 until now");
    }
  }

  /** People and events go by the wall clock, which may be far from the engine's. */
  private Instant latest(Instant now) {
    Instant shown = wall.instant();
    return shown.isAfter(now) ? shown : now;
  }

  private static JobRequest filtered(JsonFields body, int rate, Instant now) {
    for (String name : List.of("webhook", "since")) {
      if (body.has(name)) {
        throw body.wrong(name, "absent, or within 'filter' (a time as 'from')");
      }
    }
    ObjectNode filter =
        body.object("filter").orElseGet(JsonNodeFactory.instance::objectNode).deepCopy();
    boolean everything = body.flag(EVERYTHING, false) || filter.path(EVERYTHING).booleanValue();
    filter.remove(EVERYTHING);
    DeliveryFilter wanted = DeliveryFilterReader.of(filter);
    for (Map.Entry<String, JsonNode> property : filter.properties()) {
      if (!says(property.getValue())) {
        throw Problem.badField(
            property.getKey(),
            property.getValue().toString(),
            "a value; to select any, omit the key");
      }
    }
    if (wanted.equals(DeliveryFilter.ALL) && !everything) {
      throw Problem.badRequest(
          "'filter' is empty, which selects every delivery; if you want this, set"
              + " \"everything\": true");
    }
    return new JobRequest(filter, "", Instant.EPOCH, rate, now);
  }

  /** Whether a value restricts anything: what is left empty by mistake must not mean all. */
  private static boolean says(JsonNode value) {
    return value.isArray()
        ? value.valueStream().anyMatch(JobRequestReader::says)
        : !value.isNull() && !value.asText().replace(',', ' ').isBlank();
  }
}
