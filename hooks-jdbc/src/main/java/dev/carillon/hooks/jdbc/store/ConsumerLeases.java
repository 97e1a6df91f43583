package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of leases of consumers' events, not of nodes: what was given out and is not
 * acknowledged. The lease of a node is {@link dev.carillon.hooks.delivery.Lease}.
 */
final class ConsumerLeases {

  /** In one statement; fewer are filled up with the last one, so that it is prepared once. */
  private static final int IDS_AT_ONCE = 100;

  private static final String COLUMNS =
      """
      select l.delivery, l.id, l.batch, l.reader, l.number, l.revision, l.user_agent, l.at,
        l.given_at, l.until
      from {leases} l
      """;

  private static final String PUT =
      """
      insert into {leases}
        (delivery, webhook, subject, id, batch, reader, number, revision, user_agent, at, given_at,
         until)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (delivery) do update set
        batch = excluded.batch, reader = excluded.reader, number = excluded.number,
        revision = excluded.revision, user_agent = excluded.user_agent, at = excluded.at,
        given_at = excluded.given_at, until = excluded.until
      """;

  private static final String REMOVE = "delete from {leases} where delivery = ?";

  private static final String RELEASE =
      "update {leases} set until = ? where delivery = ? and until > ?";

  private static final String HELD =
      "select count(*), min(until) from {leases} where webhook = ? and until > ?";

  /** Deletes leases of deliveries that have been acknowledged, cancelled or removed. */
  private static final String LEFT =
      """
      delete from {leases} where delivery in (
        select l.delivery from {leases} l
        where not exists (select 1 from {deliveries} d where d.sequence = l.delivery and d.state = 0)
        order by l.delivery limit ?)
      """;

  private ConsumerLeases() {}

  /** The leases of one response that have not ended yet. */
  static List<Lease> ofBatch(Connection connection, long webhook, String batch)
      throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where l.webhook = ? and l.batch = ? order by l.delivery",
        Lease::read,
        webhook,
        batch);
  }

  /** The leases of these deliveries. */
  static List<Lease> ofIds(Connection connection, long webhook, List<String> ids)
      throws SQLException {
    List<Lease> found = new ArrayList<>();
    String some =
        COLUMNS
            + "where l.webhook = ? and l.id in ("
            + Sql.marks(IDS_AT_ONCE)
            + ") order by l.delivery";
    for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
      List<@Nullable Object> values = new ArrayList<>(List.of(webhook));
      values.addAll(ids.subList(from, Math.min(from + IDS_AT_ONCE, ids.size())));
      values.addAll(Collections.nCopies(IDS_AT_ONCE + 1 - values.size(), values.getLast()));
      found.addAll(Sql.list(connection, some, Lease::read, values.toArray()));
    }
    return found;
  }

  /** Leases these, some of which may have been on a lease that has ended. */
  static void put(Connection connection, long webhook, List<Given> given) throws SQLException {
    Sql.batch(
        connection,
        PUT,
        given,
        (statement, one) -> {
          Lease lease = one.lease();
          statement.setLong(1, lease.delivery());
          statement.setLong(2, webhook);
          statement.setString(3, one.subject());
          statement.setString(4, lease.id());
          statement.setString(5, lease.batch());
          statement.setString(6, lease.reader());
          statement.setInt(7, lease.number());
          statement.setInt(8, lease.revision());
          statement.setInt(9, lease.userAgent());
          statement.setLong(10, lease.at());
          statement.setLong(11, lease.givenAt());
          statement.setLong(12, lease.until());
        });
  }

  static void remove(Connection connection, List<Lease> leases) throws SQLException {
    Sql.batch(connection, REMOVE, leases, (statement, one) -> statement.setLong(1, one.delivery()));
  }

  /** Removes the lease of a delivery, if there is one. */
  static void remove(Connection connection, long delivery) throws SQLException {
    Sql.update(connection, REMOVE, delivery);
  }

  /** Ends these now; how many had not ended. */
  static int release(Connection connection, List<Lease> leases, long now) throws SQLException {
    int[] counts =
        Sql.batch(
            connection,
            RELEASE,
            leases,
            (statement, one) -> {
              statement.setLong(1, now);
              statement.setLong(2, one.delivery());
              statement.setLong(3, now);
            });
    int released = 0;
    for (int count : counts) {
      released += count;
    }
    return released;
  }

  /** How many a consumer has now. */
  static Held held(Connection connection, long webhook, long now) throws SQLException {
    return Sql.first(
            connection, HELD, row -> new Held(row.getLong(1), row.getLong(2)), webhook, now)
        .orElseThrow();
  }

  /** Removes up to so many whose deliveries are pending no more; how many. */
  static int removeLeft(Connection connection, int limit) throws SQLException {
    return Sql.update(connection, LEFT, limit);
  }

  /** Enters the attempts that leases were. */
  static void recordAttempts(Connection connection, List<Over> over) throws SQLException {
    Sql.batch(
        connection,
        AttemptRow.INSERT,
        over,
        (statement, one) ->
            AttemptRow.write(
                statement, one.lease().delivery(), one.attempt(), one.lease().userAgent()));
  }

  /**
   * How many leases there are.
   *
   * @param nextEnd when the first one ends; 0 where there is none
   */
  record Held(long count, long nextEnd) {}

  /**
   * A lease that is being made.
   *
   * @param subject of the event
   */
  record Given(Lease lease, String subject) {

    /** The same as an attempt with this number. */
    Given numbered(int number) {
      return new Given(
          new Lease(
              lease.delivery(),
              lease.id(),
              lease.batch(),
              lease.reader(),
              number,
              lease.revision(),
              lease.userAgent(),
              lease.at(),
              lease.givenAt(),
              lease.until()),
          subject);
    }
  }

  /**
   * A lease. Times are microseconds.
   *
   * @param delivery its number
   * @param id its id
   * @param batch the response that it was given out with
   * @param reader by what it was fetched
   * @param number of the attempt that this lease is
   * @param revision of the webhook
   * @param userAgent the number of the text
   * @param at when it was given out, by the wall clock
   * @param givenAt the same by the engine's clock
   * @param until when it ends, by the engine's clock
   */
  record Lease(
      long delivery,
      String id,
      String batch,
      String reader,
      int number,
      int revision,
      int userAgent,
      long at,
      long givenAt,
      long until) {

    static Lease read(ResultSet row) throws SQLException {
      return new Lease(
          row.getLong("delivery"),
          row.getString("id"),
          row.getString("batch"),
          row.getString("reader"),
          row.getInt("number"),
          row.getInt("revision"),
          row.getInt("user_agent"),
          row.getLong("at"),
          row.getLong("given_at"),
          row.getLong("until"));
    }

    /** The ended lease, after an acknowledgement. */
    Over acknowledged(long now) {
      return new Over(this, new Outcome.Acknowledged(reader), Math.max(0, now - givenAt));
    }

    /** The ended lease, without an acknowledgement. */
    Over ended() {
      return new Over(
          this,
          new Outcome.NoResponse(ErrorClass.NOT_ACKNOWLEDGED, "given out to " + reader),
          Math.max(0, until - givenAt));
    }
  }

  /**
   * A lease that is over.
   *
   * @param micros how long it lasted
   */
  record Over(Lease lease, Outcome outcome, long micros) {

    Attempt attempt() {
      Duration lasted = Columns.duration(micros);
      return new Attempt(
          lease.number(),
          Columns.instant(lease.at()),
          lasted,
          outcome,
          Timings.NONE,
          new AttemptTarget(
              "", new AttemptTarget.Made(lease.revision(), ""), AttemptTarget.Peer.NONE),
          false,
          false);
    }
  }
}
