package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.server.platform.http.request.TimeText;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Shows deliveries as JSON, the same in every response. A field of the lists is a line of {@link
 * #item}; the command line shows some of them as columns ({@code DeliveryLines} of {@code cli}).
 *
 * @param attemptsMax how many attempts a delivery gets by itself, as it is now
 * @param waits why pending ones wait
 */
public record DeliveryJson(IntSupplier attemptsMax, WaitReasons waits) {

  /** What lists show of a delivery. */
  public ObjectNode item(Entry entry) {
    Delivery delivery = entry.delivery();
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("id", delivery.id().value());
    item.putObject("webhook")
        .put("id", delivery.webhook().value())
        .put("name", entry.to().name())
        .put("removed", entry.to().removed());
    item.putObject("event")
        .put("id", delivery.event().value())
        .put("type", delivery.type().name())
        .put("subject", delivery.subject())
        .put("time", TimeText.text(entry.eventTime()));
    item.put("state", delivery.state().name());
    item.put("attempts", delivery.attempts());
    item.put("maxAttempts", attemptsMax.getAsInt());
    item.put("createdAt", TimeText.text(delivery.createdAt()));
    addState(delivery.state(), item);
    addWait(delivery, item);
    addLast(entry.last(), item);
    return item;
  }

  private static void addState(DeliveryState state, ObjectNode item) {
    item.put(
        "dueAt", state instanceof DeliveryState.Pending(Instant at) ? TimeText.text(at) : null);
    item.put("endedAt", endedAt(state).map(TimeText::text).orElse(null));
  }

  /** When a delivery in this state ended; empty while it is pending. */
  public static Optional<Instant> endedAt(DeliveryState state) {
    return switch (state) {
      case DeliveryState.Pending pending -> Optional.empty();
      case DeliveryState.Delivered(Instant at) -> Optional.of(at);
      case DeliveryState.Exhausted(Instant at) -> Optional.of(at);
      case DeliveryState.Cancelled(Instant at) -> Optional.of(at);
      case DeliveryState.Missed(Instant at) -> Optional.of(at);
    };
  }

  private void addWait(Delivery delivery, ObjectNode item) {
    if (delivery.state() instanceof DeliveryState.Pending(Instant dueAt)) {
      WaitReasons.Wait wait = waits.of(delivery.webhook(), dueAt);
      item.putObject("waitingFor")
          .put("reason", wait.reason().text())
          .put("until", wait.until().equals(Instant.MAX) ? null : TimeText.text(wait.until()));
    } else {
      item.putNull("waitingFor");
    }
  }

  private static void addLast(Last last, ObjectNode item) {
    item.put("lastStatus", last.status() == 0 ? null : (Integer) last.status());
    item.put("lastError", last.error().isEmpty() ? null : last.error());
    item.put("lastDurationMs", last.made() ? (Double) TimeText.millis(last.duration()) : null);
  }
}
