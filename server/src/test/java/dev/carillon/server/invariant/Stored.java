package dev.carillon.server.invariant;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A delivery as a database tells of it.
 *
 * @param id the delivery's id
 * @param state what it is in
 * @param attempts how many were made
 * @param waitingSince when it was due; the end of time where it is not pending, or its webhook is
 *     disabled or removed
 * @param redeliveries what became of the wishes to send it once more
 */
public record Stored(
    String id, State state, int attempts, Instant waitingSince, Redeliveries redeliveries) {

  private static final String RESTING =
      "select id from webhooks where disabled_at is not null or removed_at is not null";

  private static final String REDELIVERIES =
      """
      select delivery, number, null as requested_at
      from attempts where cast(manual as integer) = 1
      union all
      select delivery, null, requested_at from redeliveries where cancelled = 0
      """;

  /** A delivery that nobody wished to be sent once more. */
  public Stored(String id, State state, int attempts, Instant waitingSince) {
    this(id, state, attempts, waitingSince, Redeliveries.NONE);
  }

  /** All deliveries of a database, of either kind. */
  public static List<Stored> in(Connection database) throws SQLException {
    return StoredDeliveries.atOneMoment(
        database,
        inspector -> {
          List<Delivery> deliveries = StoredDeliveries.read(inspector).deliveries();
          Map<Long, Redeliveries> redeliveries = redeliveries(database);
          Set<String> resting = Set.copyOf(Sql.list(database, RESTING, row -> row.getString("id")));
          return deliveries.stream().map(each -> of(each, resting, redeliveries)).toList();
        });
  }

  /** By the numbers of deliveries. */
  private static Map<Long, Redeliveries> redeliveries(Connection database) throws SQLException {
    Map<Long, Redeliveries> all = new HashMap<>();
    Sql.each(
        database,
        REDELIVERIES,
        row -> {
          int number = row.getInt("number");
          Redeliveries one =
              row.wasNull()
                  ? new Redeliveries(Set.of(), at(row.getLong("requested_at")))
                  : new Redeliveries(Set.of(number), Instant.MAX);
          all.merge(row.getLong("delivery"), one, Redeliveries::and);
        });
    return all;
  }

  private static Stored of(
      Delivery delivery, Set<String> resting, Map<Long, Redeliveries> redeliveries) {
    boolean rests = resting.contains(delivery.webhook().value());
    return new Stored(
        delivery.id().value(),
        State.valueOf(delivery.state().name().toUpperCase(Locale.ROOT)),
        delivery.attempts(),
        !rests && delivery.state() instanceof DeliveryState.Pending(Instant due)
            ? due
            : Instant.MAX,
        redeliveries.getOrDefault(delivery.sequence(), Redeliveries.NONE));
  }

  private static Instant at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
