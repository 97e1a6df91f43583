package dev.carillon.server.delivery;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.log.Moments;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** A delivery as a line of a table (RFC 4180) that a spreadsheet can open without harm. */
final class CsvLine {

  static final String HEAD =
      "id,webhookId,webhookName,eventId,eventType,eventSubject,eventTime,state,attempts,createdAt,"
          + "dueAt,endedAt,lastStatus,lastError,lastDurationMs\r\n";

  /** With one of these at its beginning a spreadsheet takes a cell for a formula. */
  private static final String FORMULA = "=+-@\t\r\n";

  private CsvLine() {}

  static String of(Entry entry) {
    Delivery delivery = entry.delivery();
    Last last = entry.last();
    return List.of(
                delivery.id().value(),
                delivery.webhook().value(),
                entry.to().name(),
                delivery.event().value(),
                delivery.type().name(),
                delivery.subject(),
                Moments.text(entry.eventTime()),
                delivery.state().name(),
                Integer.toString(delivery.attempts()),
                Moments.text(delivery.createdAt()),
                dueAt(delivery.state()),
                endedAt(delivery.state()),
                last.status() == 0 ? "" : Integer.toString(last.status()),
                last.error(),
                last.made() ? Double.toString(Moments.millis(last.duration())) : "")
            .stream()
            .map(CsvLine::cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  /** A text as a cell: a formula becomes a text, what separates cells is quoted, ids stay. */
  static String cell(String text) {
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !Ids.valid(text);
    String safe = formula ? "'" + text : text;
    boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static String dueAt(DeliveryState state) {
    return state instanceof DeliveryState.Pending(Instant at) ? Moments.text(at) : "";
  }

  private static String endedAt(DeliveryState state) {
    return switch (state) {
      case DeliveryState.Pending pending -> "";
      case DeliveryState.Delivered(Instant at) -> Moments.text(at);
      case DeliveryState.Exhausted(Instant at) -> Moments.text(at);
      case DeliveryState.Cancelled(Instant at) -> Moments.text(at);
      case DeliveryState.Missed(Instant at) -> Moments.text(at);
    };
  }
}
