package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.platform.http.request.TimeText;

/**
 * What happened, in plain words, and what to do next.
 *
 * @param summary one sentence or two
 * @param nextStep what helps; never empty
 */
public record Diagnosis(String summary, String nextStep) {

  private static final String NOTHING = "Nothing to do.";

  /** As responses show it. */
  public ObjectNode json() {
    return JsonNodeFactory.instance.objectNode().put("summary", summary).put("nextStep", nextStep);
  }

  /**
   * Of an attempt.
   *
   * @param status the response's; 0 = there was none
   * @param error the failure's class; empty = it went well
   */
  public static Diagnosis of(int status, String error) {
    if (error.isEmpty() && status == 0) {
      return new Diagnosis("A reader fetched the event and acknowledged it.", NOTHING);
    }
    if (error.isEmpty()) {
      return new Diagnosis(
          "The receiver accepted the event: it responded with " + status + ".", NOTHING);
    }
    return status > 0 ? ResponseDiagnoses.of(status) : FailureDiagnoses.of(ErrorClass.of(error));
  }

  /** Of an attempt to deliver an event of this type, or a batch. */
  public static Diagnosis of(EventType type, Last last) {
    return tooLargeBatch(type, last)
        ? ResponseDiagnoses.ofTooLargeBatch()
        : of(last.status(), last.error());
  }

  /** Whether its halves are sent, so that it is to be sent no more itself. */
  private static boolean tooLargeBatch(EventType type, Last last) {
    return type.equals(EventType.BATCH) && last.status() == ResponseDiagnoses.TOO_LARGE;
  }

  /** Of a delivery, as far as it has come. */
  public static Diagnosis of(Entry entry) {
    EventType type = entry.delivery().type();
    Diagnosis last =
        entry.last().made()
            ? of(type, entry.last())
            : new Diagnosis(
                "Nothing has been sent yet.", "Wait; the event is sent as soon as it is due.");
    return switch (entry.delivery().state()) {
      case DeliveryState.Delivered delivered when !entry.last().made() ->
          new Diagnosis(
              "A reader of this consumer fetched the event and acknowledged it.", NOTHING);
      case DeliveryState.Delivered delivered ->
          entry.last().error().isEmpty()
              ? last
              : new Diagnosis(
                  "The event was delivered; the last attempt, a redelivery, failed. "
                      + last.summary(),
                  NOTHING);
      case DeliveryState.Pending(var dueAt) ->
          entry.last().made()
              ? new Diagnosis(
                  last.summary() + " The next attempt is at " + TimeText.text(dueAt) + ".",
                  last.nextStep())
              : last;
      case DeliveryState.Exhausted exhausted when tooLargeBatch(type, entry.last()) -> last;
      case DeliveryState.Exhausted exhausted ->
          new Diagnosis(
              last.summary() + " It is not retried automatically.",
              last.nextStep() + " Then redeliver the event.");
      case DeliveryState.Cancelled cancelled ->
          entry.to().removed()
              ? new Diagnosis("The delivery was cancelled: the webhook was removed.", NOTHING)
              : new Diagnosis(
                  "An administrator cancelled the delivery.",
                  "Redeliver the event if the receiver needs it.");
      case DeliveryState.Missed missed ->
          new Diagnosis(
              "The webhook was disabled when the event was recorded, so nothing was sent.",
              entry.to().removed()
                  ? NOTHING
                  : "Enable the webhook, then recover the missed events.");
    };
  }
}
