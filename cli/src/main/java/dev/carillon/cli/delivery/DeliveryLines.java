package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.webhook.TestResult;
import java.util.ArrayList;
import java.util.List;

/** Deliveries as lines of text. */
final class DeliveryLines {

  /**
   * The columns of a list; {@link #row} has their values, from fields that the class {@code
   * DeliveryJson} of the server writes.
   */
  static final String[] HEADINGS = {
    "created", "type", "about", "webhook", "state", "last", "attempts", "ms", "id"
  };

  static final String[] EVENT_HEADINGS = {"place", "time", "type", "subject", "id"};

  private DeliveryLines() {}

  /** One of the events of a batch. */
  static List<String> event(JsonNode event) {
    return List.of(
        Screen.text(event.path("place")),
        Screen.text(event.path("time")),
        Screen.text(event.path("type")),
        Screen.text(event.path("subject")),
        Screen.text(event.path("id")));
  }

  /** A row of a list; with what happened, in a few words. */
  static List<String> row(JsonNode delivery, String about) {
    return List.of(
        Screen.text(delivery.path("createdAt")),
        Screen.text(delivery.path("event").path("type")),
        about,
        Screen.text(delivery.path("webhook").path("name")),
        state(delivery),
        last(delivery),
        Screen.text(delivery.path("attempts")) + " of " + Screen.text(delivery.path("maxAttempts")),
        Screen.text(delivery.path("lastDurationMs")),
        Screen.text(delivery.path("id")));
  }

  /** With what a pending one waits for, where that is not its turn. */
  private static String state(JsonNode delivery) {
    String state = Screen.text(delivery.path("state"));
    JsonNode waiting = delivery.path("waitingFor");
    String until = Screen.text(waiting.path("until"));
    return switch (waiting.path("reason").asText()) {
      case "disabled" -> state + ": webhook disabled";
      case "held" -> state + ": held by the receiver until " + until;
      case "retry" -> state + ": next attempt " + until;
      default -> state;
    };
  }

  /** One line, for a tail; with what happened, in a few words. */
  static String line(Screen screen, JsonNode delivery, String about) {
    List<String> row = row(delivery, about);
    String state = delivery.path("state").asText();
    Screen.Colour colour =
        switch (state) {
          case "delivered" -> Screen.Colour.GOOD;
          case "pending" -> Screen.Colour.WARNING;
          case "exhausted" -> Screen.Colour.BAD;
          default -> Screen.Colour.FAINT;
        };
    return "%s  %s  %s  %s → %s  %s  %s"
        .formatted(
            row.get(0),
            screen.coloured("%-9s".formatted(state), colour),
            row.get(5),
            row.get(1),
            row.get(3),
            about,
            row.get(8));
  }

  static String whole(Screen screen, JsonNode delivery, String about) {
    List<String> lines = new ArrayList<>();
    lines.add(line(screen, delivery, about));
    JsonNode diagnosis = delivery.path("diagnosis");
    if (diagnosis.isObject()) {
      lines.add(Screen.text(diagnosis.path("summary")));
      lines.add("Next: " + Screen.text(diagnosis.path("nextStep")));
    }
    lines.add("");
    lines.add(Screen.text(delivery.path("payload")));
    if (delivery.path("payloadProblem").isTextual()) {
      lines.add(Screen.text(delivery.path("payloadProblem")));
    }
    for (JsonNode attempt : delivery.path("attemptList")) {
      lines.add("");
      lines.add(
          "Attempt %s at %s"
              .formatted(Screen.text(attempt.path("number")), Screen.text(attempt.path("at"))));
      lines.add(TestResult.text(screen, attempt));
    }
    return String.join("\n", lines);
  }

  private static String last(JsonNode delivery) {
    JsonNode status = delivery.path("lastStatus");
    return status.isNumber() ? status.asText() : Screen.text(delivery.path("lastError"));
  }
}
