package dev.carillon.hooks.jdbc.store;

import static dev.carillon.hooks.delivery.Consumers.BYTES_MAX;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which deliveries of a consumer are pending, and with no reader. */
final class FreeDeliveries {

  /** So many pending ones are looked at for some whose subject is free. */
  private static final int LOOKED_MAX = 5_000;

  private static final String SUBJECT_FREE =
      """
      where not exists (
        select 1 from {leases} l where l.webhook = ? and l.subject = e.subject and l.until > ?)
      """;
  private static final String IN_ORDER = " order by c.sequence limit ?";

  private final String free;

  FreeDeliveries(StoreContext context) {
    String wanted = context.dialect().ofWebhook("d", StateCodes.PENDING);
    String order = context.dialect().ofWebhookOrder("d", false);
    this.free =
        """
        select c.sequence, c.event, c.attempts, e.id as event_id, e.subject,
          length(e.payloads) as bytes
        from (
          select d.sequence, d.event, d.attempts from {deliveries} d
          where %s and not exists (
            select 1 from {leases} l where l.delivery = d.sequence and l.until > ?)
          order by %s limit ?) c
        join {events} e on e.sequence = c.event
        """
            .formatted(wanted, order);
  }

  /** The oldest that are free, as many as one response may have. */
  List<Free> of(
      Connection connection,
      long key,
      Webhook consumer,
      long behind,
      long now,
      int max,
      long bytesMax)
      throws SQLException {
    boolean ordered = consumer.limits().ordering() == Ordering.SUBJECT;
    Sql wanted = Sql.of(free, key, -1L, key, behind, now, ordered ? LOOKED_MAX : max);
    Sql query = (ordered ? wanted.then(SUBJECT_FREE, key, now) : wanted).then(IN_ORDER, max);
    List<Free> some = new ArrayList<>();
    Set<Long> events = new HashSet<>();
    long bytes = 0;
    for (Free one : query.list(connection, Free::read)) {
      bytes += events.add(one.eventSequence()) ? one.bytes() : 0;
      if (bytes > Math.min(bytesMax, BYTES_MAX) && !some.isEmpty()) {
        return some;
      }
      some.add(one);
    }
    return some;
  }

  /** An event that is free to be given out. */
  record Free(
      long sequence, long eventSequence, int attempts, Event.Id event, String subject, long bytes) {

    static Free read(ResultSet row) throws SQLException {
      return new Free(
          row.getLong("sequence"),
          row.getLong("event"),
          row.getInt("attempts"),
          new Event.Id(row.getString("event_id")),
          row.getString("subject"),
          row.getLong("bytes"));
    }
  }
}
