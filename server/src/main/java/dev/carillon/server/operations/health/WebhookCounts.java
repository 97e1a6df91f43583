package dev.carillon.server.operations.health;

import dev.carillon.server.operations.metrics.BacklogCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many webhooks are in each state.
 *
 * @param states how many there are in each, by its name
 * @param disabledByServer how many of the disabled ones no administrator disabled
 */
record WebhookCounts(Map<String, Long> states, long disabledByServer) {

  static WebhookCounts of(BacklogCounts.Reading reading) {
    return new WebhookCounts(reading.webhooks(), reading.disabledByServer());
  }

  private long count(String state) {
    return states.getOrDefault(state, 0L);
  }

  private long byHand() {
    return Math.max(0, count("disabled") - disabledByServer);
  }

  /** Degraded while one fails or was disabled by the server: an administrator must look at it. */
  Check check() {
    List<String> parts = new ArrayList<>();
    add(parts, count("failing"), "failing");
    add(parts, count("degraded"), "degraded");
    add(parts, disabledByServer, "disabled by the server");
    add(parts, byHand(), "disabled by a user");
    long all = states.values().stream().mapToLong(Long::longValue).sum();
    String detail =
        (all == 1 ? "1 webhook" : all + " webhooks")
            + (parts.isEmpty() ? ", none failing or disabled" : ": " + String.join(", ", parts));
    return count("failing") + disabledByServer > 0
        ? Check.degraded("webhooks", detail)
        : Check.up("webhooks", detail);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  /** The numbers as they are answered. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (String state : List.of("healthy", "degraded", "failing", "none", "disabled")) {
      json.put(state, count(state));
    }
    json.put("disabledByServer", disabledByServer);
    return json;
  }
}
