package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.server.platform.http.request.TimeText;

/**
 * What happened, in plain words, and what to do next.
 *
 * @param summary one sentence or two
 * @param nextStep what helps; never empty
 */
public record Diagnosis(String summary, String nextStep) {

  private static final String NOTHING = "Nothing to do.";

  /** As answers show it. */
  public ObjectNode json() {
    return JsonNodeFactory.instance.objectNode().put("summary", summary).put("nextStep", nextStep);
  }

  /**
   * Of an attempt.
   *
   * @param status the answer's; 0 = there was none
   * @param error the failure's class; empty = it went well
   */
  public static Diagnosis of(int status, String error) {
    if (error.isEmpty()) {
      return new Diagnosis("The receiver took it: it answered " + status + ".", NOTHING);
    }
    return status > 0 ? ResponseDiagnoses.of(status) : FailureDiagnoses.of(ErrorClass.of(error));
  }

  /** Of a delivery, as far as it has come. */
  public static Diagnosis of(Entry entry) {
    Diagnosis last =
        entry.last().made()
            ? of(entry.last().status(), entry.last().error())
            : new Diagnosis("Nothing was sent yet.", "Wait; it is sent as soon as it is due.");
    return switch (entry.delivery().state()) {
      case DeliveryState.Delivered delivered ->
          entry.last().error().isEmpty()
              ? last
              : new Diagnosis(
                  "It was delivered; the last attempt, made by hand, failed. " + last.summary(),
                  NOTHING);
      case DeliveryState.Pending(var dueAt) ->
          entry.last().made()
              ? new Diagnosis(
                  last.summary() + " It is tried again at " + TimeText.text(dueAt) + ".",
                  last.nextStep())
              : last;
      case DeliveryState.Exhausted exhausted ->
          new Diagnosis(
              last.summary() + " It is not tried again by itself.",
              last.nextStep() + " Then send it again.");
      case DeliveryState.Cancelled cancelled ->
          entry.to().removed()
              ? new Diagnosis("It was called off: the webhook was removed.", NOTHING)
              : new Diagnosis(
                  "It was called off by an administrator.", "Send it again if it is wanted.");
      case DeliveryState.Missed missed ->
          new Diagnosis(
              "The webhook was disabled when the event came, so nothing was sent.",
              entry.to().removed()
                  ? NOTHING
                  : "Enable the webhook and recover what it has missed.");
    };
  }
}
