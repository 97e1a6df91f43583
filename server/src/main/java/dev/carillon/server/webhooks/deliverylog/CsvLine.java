package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.server.platform.http.Csv;
import dev.carillon.server.platform.http.request.TimeText;
import java.time.Instant;
import java.util.List;

/** A delivery as a line of a table (RFC 4180) that a spreadsheet can open without harm. */
final class CsvLine {

  static final String HEAD =
      "id,webhookId,webhookName,eventId,eventType,eventSubject,eventTime,state,attempts,createdAt,"
          + "dueAt,endedAt,lastStatus,lastError,lastDurationMs\r\n";

  private CsvLine() {}

  static String of(Entry entry) {
    Delivery delivery = entry.delivery();
    Last last = entry.last();
    return Csv.line(
        List.of(
            delivery.id().value(),
            delivery.webhook().value(),
            entry.to().name(),
            delivery.event().value(),
            delivery.type().name(),
            delivery.subject(),
            TimeText.text(entry.eventTime()),
            delivery.state().name(),
            Integer.toString(delivery.attempts()),
            TimeText.text(delivery.createdAt()),
            dueAt(delivery.state()),
            endedAt(delivery.state()),
            last.status() == 0 ? "" : Integer.toString(last.status()),
            last.error(),
            last.made() ? Double.toString(TimeText.millis(last.duration())) : ""));
  }

  private static String dueAt(DeliveryState state) {
    return state instanceof DeliveryState.Pending(Instant at) ? TimeText.text(at) : "";
  }

  private static String endedAt(DeliveryState state) {
    return switch (state) {
      case DeliveryState.Pending pending -> "";
      case DeliveryState.Delivered(Instant at) -> TimeText.text(at);
      case DeliveryState.Exhausted(Instant at) -> TimeText.text(at);
      case DeliveryState.Cancelled(Instant at) -> TimeText.text(at);
      case DeliveryState.Missed(Instant at) -> TimeText.text(at);
    };
  }
}
