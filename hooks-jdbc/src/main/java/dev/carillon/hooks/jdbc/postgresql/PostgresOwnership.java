package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.store.Adoption;
import dev.carillon.hooks.jdbc.store.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who sends what, where several processes share one database: as {@link PostgresOwnership} says it,
 * but that most of what a process has recorded has no row that carries its epoch.
 *
 * <p><b>What is open.</b> Each epoch has a mark: of what it has recorded, that is open whose number
 * is above the mark, and of which neither a row nor a record tells. A take-over reads that from the
 * database and gives rows to it, which carry the new epoch, in steps that each raise the dead
 * epoch's mark; then it has none. Rows of others are moved as ever. Deliveries that an embedder's
 * own transaction records have rows from the start, so whatever comes to light late is a row.
 *
 * <p><b>The fence.</b> A transaction that records or settles keeps its node's row from being marked
 * until it ends, and does nothing where that is marked. Who takes over waits for those, so that
 * nothing can become a record, or open, after it was looked for. A process that hangs in the middle
 * of a transaction makes it wait until the database ends that.
 */
final class PostgresOwnership implements Lease, Owner {

  private static final int RENEWALS_IN_LEASE = 5;
  private static final int STEP = 5_000;

  private static final String GIVEN =
      "select case when is_called then last_value else 0 end from delivery_sequence";
  private static final String WEBHOOKS = "select key from webhooks order by key";
  private static final String MOVE =
      """
      with orphans as (
        select d.sequence from deliveries d
        where d.webhook = ? and d.state = 0 and d.sequence > ? and d.owner < ?
          and d.owner not in (select epoch from nodes where taken_over_at is null)
        order by d.sequence limit ?
        for update skip locked),
      moved as (
        update deliveries d set owner = ? from orphans o where d.sequence = o.sequence
        returning d.sequence)
      select count(*) as moved, coalesce(max(sequence), 0) as last from moved
      """;

  private static final String MOVE_RESENDS =
      """
      update resends set owner = ? where number in (
        select r.number from resends r
        where r.owner < ?
          and r.owner not in (select epoch from nodes where taken_over_at is null)
        order by r.number limit ? for update skip locked)
      """;

  private final Database database;
  private final Node node;
  private final long epoch;
  private final AtomicLong takenOver = new AtomicLong();
  private final AtomicLong renewedAt = new AtomicLong(System.nanoTime());

  /** A take-over may still be under way then, and must not make the lease last again. */
  private volatile boolean released;

  private PostgresOwnership(Database database, Node node, long epoch) {
    this.database = database;
    this.node = node;
    this.epoch = epoch;
  }

  /**
   * Enters this process and takes over what dead ones left.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another one is
   *     alive
   */
  static PostgresOwnership begin(Database database, Node node) {
    long epoch = database.write(connection -> enter(connection, node));
    PostgresOwnership ownership = new PostgresOwnership(database, node, epoch);
    ownership.moveAll();
    return ownership;
  }

  private static long enter(Connection connection, Node node) throws SQLException {
    long epoch = NodeRows.enterAlone(connection, node);
    Adoption.begin(connection, epoch, Sql.number(connection, GIVEN));
    return epoch;
  }

  @Override
  public boolean holds(Connection connection) throws SQLException {
    return NodeRows.holds(connection, epoch);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public void check(Connection connection) throws SQLException {
    if (!NodeRows.holds(connection, epoch)) {
      NodeRows.check(connection, epoch);
    }
  }

  @Override
  public Duration renewEvery() {
    return node.lease().dividedBy(RENEWALS_IN_LEASE);
  }

  @Override
  public Duration lasts() {
    return node.lease();
  }

  @Override
  public boolean renew() {
    renewedAt.set(System.nanoTime());
    return database.write(connection -> NodeRows.renew(connection, epoch, node.lease()));
  }

  @Override
  public void takeOver() {
    if (database.read(NodeRows::anyTaken)) {
      moveAll();
      database.write(connection -> NodeRows.forgetLongTaken(connection, epoch));
    }
  }

  @Override
  public long takenOver() {
    return takenOver.get();
  }

  @Override
  public void release() {
    released = true;
    database.write(connection -> NodeRows.release(connection, epoch));
  }

  private void moveAll() {
    for (long dead : database.read(connection -> Adoption.dead(connection, epoch))) {
      for (List<Open> step : database.read(connection -> Adoption.left(connection, dead))) {
        renewInTime();
        takenOver.addAndGet(database.<Integer>write(connection -> adopt(connection, dead, step)));
      }
      database.<Boolean>write(
          connection -> {
            check(connection);
            return Adoption.end(connection, dead);
          });
    }
    for (long webhook : database.read(c -> Sql.list(c, WEBHOOKS, Sql.NUMBER))) {
      Step step = new Step(STEP, 0);
      while (step.moved() == STEP) {
        renewInTime();
        long after = step.last();
        step = database.write(connection -> move(connection, webhook, after));
        takenOver.addAndGet(step.moved());
      }
    }
    int resends = STEP;
    while (resends == STEP) {
      renewInTime();
      resends = database.write(this::moveResends);
    }
  }

  /** There may be more to move than a lease lasts, and at the start nobody else renews it. */
  private void renewInTime() {
    if (!released && System.nanoTime() - renewedAt.get() > renewEvery().toNanos()) {
      renew();
    }
  }

  private int adopt(Connection connection, long dead, List<Open> step) throws SQLException {
    check(connection);
    return Adoption.write(connection, dead, epoch, step);
  }

  private int moveResends(Connection connection) throws SQLException {
    check(connection);
    return Sql.update(connection, MOVE_RESENDS, epoch, epoch, STEP);
  }

  private Step move(Connection connection, long webhook, long after) throws SQLException {
    check(connection);
    return Sql.first(
            connection,
            MOVE,
            row -> new Step(row.getInt("moved"), row.getLong("last")),
            webhook,
            after,
            epoch,
            STEP,
            epoch)
        .orElseThrow();
  }

  /** How many rows one transaction moved, and the greatest sequence among them. */
  private record Step(int moved, long last) {}
}
