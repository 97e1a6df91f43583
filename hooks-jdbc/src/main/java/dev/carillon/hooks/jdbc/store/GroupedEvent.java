package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that was held, and what was sent for it: a row of {@code grouped_events}.
 *
 * @param delivery the number of the delivery; 0 = nothing was sent
 * @param place the element of the batch's array, from 0; events that were merged share one
 * @param event the event's number
 * @param webhook the webhook's number
 * @param carrier the number of the delivery's event
 * @param bytes how long the element is; 0 = it is not part of an array; {@link #NOTHING_SENT}
 * @param splitOf the number of the batch that the receiver found too large; null = none
 */
public record GroupedEvent(
    long delivery,
    int place,
    long event,
    long webhook,
    long carrier,
    int bytes,
    @Nullable Long splitOf) {

  /** Stands in {@code bytes} for: nothing was sent of it. */
  public static final int NOTHING_SENT = -1;

  private static final String INSERT =
      """
      insert into {grouped_events} (delivery, place, event, webhook, carrier, bytes, split_of)
      values (?, ?, ?, ?, ?, ?, ?)
      """;

  /** A batch is found by the subjects of its events, as these are. */
  private static final String FIND =
      """
      insert into {event_subjects} (block, subject, sequence)
      select ? >> 20, e.subject, ? from {events} e where e.sequence = ?
      on conflict do nothing
      """;

  private static final String OF_DELIVERY =
      """
      select delivery, place, event, webhook, carrier, bytes, split_of from {grouped_events}
      where delivery = ? order by place, event
      """;

  /** Inserts them. */
  static void insert(Connection connection, List<GroupedEvent> events) throws SQLException {
    Sql.batch(
        connection,
        INSERT,
        events,
        (statement, one) ->
            Sql.set(
                statement,
                one.delivery,
                one.place,
                one.event,
                one.webhook,
                one.carrier,
                one.bytes,
                one.splitOf));
  }

  /** Lets the batch that has them be found by their subjects. */
  static void enterSubjects(Connection connection, List<GroupedEvent> events) throws SQLException {
    Sql.batch(
        connection,
        FIND,
        events,
        (statement, one) -> Sql.set(statement, one.carrier, one.carrier, one.event));
  }

  /** Those of a delivery, in the order of its payload. */
  static List<GroupedEvent> of(Connection connection, long delivery) throws SQLException {
    return Sql.list(connection, OF_DELIVERY, GroupedEvent::read, delivery);
  }

  private static GroupedEvent read(ResultSet row) throws SQLException {
    long splitOf = row.getLong("split_of");
    boolean whole = row.wasNull();
    return new GroupedEvent(
        row.getLong("delivery"),
        row.getInt("place"),
        row.getLong("event"),
        row.getLong("webhook"),
        row.getLong("carrier"),
        row.getInt("bytes"),
        whole ? null : splitOf);
  }
}
