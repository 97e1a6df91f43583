package dev.carillon.server.webhooks.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.webhooks.deliverylog.FilterReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what somebody wants a job to do, and refuses what cannot be meant. */
record JobRequestReader(Store store, InstantSource wall) {

  static final String[] FIELDS = {
    "kind", "filter", "webhook", "since", "ratePerSecond", "dryRun", "everything"
  };

  private static final List<String> KINDS =
      List.of(ResendWalk.NAME, CancelWalk.NAME, RecoverWalk.NAME);
  private static final String EVERYTHING = "everything";
  private static final int RATE_MAX = 100_000;

  static String kind(JsonFields body) {
    String kind = body.required("kind", 100);
    if (!KINDS.contains(kind)) {
      throw body.wrong("kind", "one of " + String.join(", ", KINDS));
    }
    return kind;
  }

  JobRequest read(String kind, JsonFields body) {
    int rate = body.number("ratePerSecond", 0, 1, RATE_MAX);
    Instant now = store.clock().instant();
    return kind.equals(RecoverWalk.NAME) ? recovery(body, rate, now) : filtered(body, rate, now);
  }

  private JobRequest recovery(JsonFields body, int rate, Instant now) {
    if (body.has("filter")) {
      throw body.wrong("filter", "absent: 'webhook' and 'since' say what is recovered");
    }
    String id = body.required("webhook", 100);
    Instant since = body.time("since").orElseThrow(() -> Problem.missing("since"));
    if (since.isBefore(Instant.EPOCH) || since.isAfter(latest(now))) {
      throw body.wrong("since", "a time from 1970 until now");
    }
    Webhook webhook =
        (Ids.valid(id) ? store.webhooks().find(new Webhook.Id(id)) : Optional.<Webhook>empty())
            .orElseThrow(() -> Problem.notFound("webhook", id));
    if (!webhook.enabled()) {
      throw Problem.conflict(
          "The webhook is disabled, so nothing is sent. Enable it first: PUT "
              + "/services/admin/webhook/"
              + id
              + "/enable");
    }
    return new JobRequest(JsonNodeFactory.instance.objectNode(), id, since, rate, now);
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
    DeliveryFilter wanted = FilterReader.of(filter);
    for (Map.Entry<String, JsonNode> property : filter.properties()) {
      if (!says(property.getValue())) {
        throw Problem.badField(
            property.getKey(), property.getValue().toString(), "a value; without the key: any");
      }
    }
    if (wanted.equals(DeliveryFilter.ALL) && !everything) {
      throw Problem.badRequest(
          "'filter' is empty, which means every delivery; say \"everything\": true if so");
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
