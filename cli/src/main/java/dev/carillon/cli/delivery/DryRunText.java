package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.List;

/**
 * What a job would do, in words: how many deliveries it would resend or cancel, and which it could
 * not.
 *
 * @param kind of the job
 * @param found what the server answered to its dry run
 */
record DryRunText(String kind, JsonNode found) {

  private static final int WEBHOOKS_SHOWN = 10;

  /** How many it would do; "+" where there may be more. */
  String count() {
    return eligible() + (found.path("more").asBoolean() ? "+" : "");
  }

  private long eligible() {
    // a recovery finds only what it can send
    return found.path(found.has("eligible") ? "eligible" : "count").asLong();
  }

  /** Whether the filter finds anything. */
  boolean any() {
    return found.path("count").asLong() > 0;
  }

  /** Whether it would do nothing at all. */
  boolean nothing() {
    return eligible() == 0 && !found.path("more").asBoolean();
  }

  String question() {
    return kind + ": " + count() + " deliveries. Continue?";
  }

  /** What it could not do, a line for each webhook and reason. */
  List<String> obstacles() {
    List<String> lines = new ArrayList<>();
    int more = 0;
    for (JsonNode webhook : found.path("webhooks")) {
      for (JsonNode obstacle : webhook.path("ineligible")) {
        if (lines.size() == WEBHOOKS_SHOWN) {
          more++;
        } else {
          lines.add(line(webhook, obstacle));
        }
      }
    }
    if (more > 0) {
      lines.add("… and " + more + " more webhooks; --json shows them");
    }
    return lines;
  }

  private String line(JsonNode webhook, JsonNode obstacle) {
    String id = webhook.path("id").asText();
    return obstacle.path("count").asText()
        + " to "
        + Screen.text(webhook.path("name"))
        + " cannot be "
        + (kind.equals("cancel") ? "cancelled" : "redelivered")
        + ": "
        + switch (obstacle.path("reason").asText()) {
          case "webhook_disabled" ->
              "the webhook is disabled; enable it with: carillon webhooks enable " + id;
          case "webhook_removed" -> "the webhook was removed";
          case "pending" -> "they are pending and will be sent in any case";
          case "ended" -> "they have already ended";
          default -> obstacle.path("reason").asText();
        };
  }
}
