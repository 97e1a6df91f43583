package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event of which a webhook gets no delivery yet: a row of {@code held_events}.
 *
 * @param webhook the webhook's number
 * @param event the event's number
 * @param sequence the number of its delivery, if it gets one of its own
 * @param payload which of the event's payloads
 * @param subject the event's
 * @param heldAt when it was recorded, in microseconds
 * @param readyAt since when it waits for a batch, in microseconds; null while it is debounced
 * @param late whether the webhook got it later than it was recorded
 */
record HeldEvent(
    long webhook,
    long event,
    long sequence,
    int payload,
    String subject,
    long heldAt,
    @Nullable Long readyAt,
    boolean late) {

  static final String COLUMNS =
      "h.webhook, h.event, h.sequence, h.payload, h.subject, h.held_at, h.ready_at, h.late";

  private static final String INSERT =
      """
      insert into {held_events}
        (webhook, event, sequence, payload, subject, held_at, ready_at, late)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String DELETE = "delete from {held_events} where webhook = ? and event = ?";

  /** An event that is held as it is recorded. */
  static HeldEvent of(
      OpenDelivery delivery, FanOut.Match match, FanOut fanOut, StoredSet webhooks) {
    Webhook webhook =
        Objects.requireNonNull(webhooks.byId().get(match.webhook()), "it is of this set");
    return of(delivery, match.payload(), fanOut.event(), webhook);
  }

  /** An event that a webhook gets from now on. */
  static HeldEvent of(OpenDelivery delivery, int payload, Event event, Webhook webhook) {
    boolean debounced = webhook.grouping().debounces() && event.snapshot().merges();
    return new HeldEvent(
        delivery.webhook(),
        delivery.event(),
        delivery.sequence(),
        payload,
        Columns.text(event.subject()),
        delivery.recordedAt(),
        debounced ? null : delivery.recordedAt(),
        false);
  }

  /** The same event, which the webhook got as it was recorded, or later. */
  HeldEvent made(boolean later) {
    return new HeldEvent(webhook, event, sequence, payload, subject, heldAt, readyAt, later);
  }

  /** Inserts them. */
  static void insert(Connection connection, List<HeldEvent> events) throws SQLException {
    Sql.batch(
        connection,
        INSERT,
        events,
        (statement, one) ->
            Sql.set(
                statement,
                one.webhook,
                one.event,
                one.sequence,
                one.payload,
                one.subject,
                one.heldAt,
                one.readyAt,
                one.late ? 1 : 0));
  }

  static HeldEvent read(ResultSet row) throws SQLException {
    long readyAt = row.getLong("ready_at");
    boolean debounced = row.wasNull();
    return new HeldEvent(
        row.getLong("webhook"),
        row.getLong("event"),
        row.getLong("sequence"),
        row.getInt("payload"),
        row.getString("subject"),
        row.getLong("held_at"),
        debounced ? null : readyAt,
        row.getInt("late") == 1);
  }

  /** Removes them; false where another transaction has taken one of them. */
  static boolean delete(Connection connection, List<HeldEvent> events) throws SQLException {
    int[] counts =
        Sql.batch(
            connection,
            DELETE,
            events,
            (statement, one) -> Sql.set(statement, one.webhook, one.event));
    for (int count : counts) {
      if (count != 1) {
        return false;
      }
    }
    return true;
  }

  /** The delivery that it gets if it is sent by itself. */
  OpenDelivery delivery() {
    return new OpenDelivery(webhook, sequence, event, heldAt);
  }
}
