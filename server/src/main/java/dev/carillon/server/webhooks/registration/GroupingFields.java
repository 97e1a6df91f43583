package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.function.Consumer;

/**
 * The fields of a webhook that say how its events are held and sent together: {@code
 * debounceSeconds}, {@code maxWaitSeconds} and {@code batch}. They are checked together once all of
 * a request are read.
 */
record GroupingFields(
    int debounceSeconds, int maxWaitSeconds, int batchMaxEvents, int batchMaxSeconds) {

  private static final String BATCH =
      "null, or an object such as {\"maxEvents\": 500, \"maxSeconds\": 10}";

  static GroupingFields of(Grouping grouping) {
    return new GroupingFields(
        grouping.debounceSeconds(),
        grouping.maxWaitSeconds(),
        grouping.batchMaxEvents(),
        grouping.batchMaxSeconds());
  }

  /**
   * Reads one of the fields.
   *
   * @throws Problem 400 where it is out of range
   */
  static Consumer<WebhookDraft> change(JsonField field) {
    return switch (field.name()) {
      case "debounceSeconds" -> {
        int seconds = field.number(0, Grouping.DEBOUNCE_SECONDS_MAX);
        yield draft -> draft.grouping = draft.grouping.debounced(seconds);
      }
      case "maxWaitSeconds" -> {
        int seconds = field.number(0, Grouping.MAX_WAIT_SECONDS_MAX);
        yield draft -> draft.grouping = draft.grouping.waiting(seconds);
      }
      default -> batch(field);
    };
  }

  private static Consumer<WebhookDraft> batch(JsonField field) {
    if (field.none()) {
      return draft -> draft.grouping = draft.grouping.batched(0, 0);
    }
    int events = 0;
    int seconds = 0;
    for (JsonField property : field.properties()) {
      JsonField inner = property.within(field.name());
      switch (property.name()) {
        case "maxEvents" ->
            events = atLeast(inner, Grouping.BATCH_EVENTS_MIN, Grouping.BATCH_EVENTS_MAX);
        case "maxSeconds" -> seconds = atLeast(inner, 1, Grouping.BATCH_SECONDS_MAX);
        default -> throw inner.wrong("nothing: a batch has maxEvents and maxSeconds");
      }
    }
    if (events == 0 || seconds == 0) {
      throw field.wrong(BATCH);
    }
    int maxEvents = events;
    int maxSeconds = seconds;
    return draft -> draft.grouping = draft.grouping.batched(maxEvents, maxSeconds);
  }

  private static int atLeast(JsonField field, int min, int max) {
    int number = field.number(min, max);
    if (number < min) {
      throw field.wrong("a whole number from " + min + " to " + max);
    }
    return number;
  }

  /**
   * The settings.
   *
   * @throws Problem 400 where {@code maxWaitSeconds} does not fit the quiet time
   */
  Grouping grouping() {
    if (maxWaitSeconds > 0 && maxWaitSeconds < debounceSeconds) {
      throw Problem.badField(
          "maxWaitSeconds",
          String.valueOf(maxWaitSeconds),
          "0, or a whole number from "
              + debounceSeconds
              + " (debounceSeconds) to "
              + Grouping.MAX_WAIT_SECONDS_MAX);
    }
    // without a quiet time there is nothing to wait for: what was set for it goes with it
    return new Grouping(
        debounceSeconds,
        debounceSeconds == 0 ? 0 : maxWaitSeconds,
        batchMaxEvents,
        batchMaxSeconds);
  }

  /** Shows them. */
  void put(ObjectNode json) {
    json.put("debounceSeconds", debounceSeconds);
    json.put("maxWaitSeconds", maxWaitSeconds);
    if (batchMaxEvents == 0) {
      json.putNull("batch");
    } else {
      json.putObject("batch").put("maxEvents", batchMaxEvents).put("maxSeconds", batchMaxSeconds);
    }
  }

  private GroupingFields debounced(int seconds) {
    return new GroupingFields(seconds, maxWaitSeconds, batchMaxEvents, batchMaxSeconds);
  }

  private GroupingFields waiting(int seconds) {
    return new GroupingFields(debounceSeconds, seconds, batchMaxEvents, batchMaxSeconds);
  }

  private GroupingFields batched(int maxEvents, int maxSeconds) {
    return new GroupingFields(debounceSeconds, maxWaitSeconds, maxEvents, maxSeconds);
  }
}
