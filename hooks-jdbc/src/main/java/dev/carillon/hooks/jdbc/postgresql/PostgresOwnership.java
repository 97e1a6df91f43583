package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who sends what, where several processes share one database.
 *
 * <p><b>The rows.</b> Each start of a process enters a row in {@code nodes} and gets its number,
 * the <i>epoch</i>; a later start has a greater one, and no epoch comes twice. Each delivery
 * carries the epoch of the process that recorded it, its owner. Only the owner sends it, and
 * nothing has to be written to begin: that a delivery is on the wire is known in the owner's memory
 * alone, so that no row can be left behind in a state of "sending".
 *
 * <p><b>The lease.</b> A process says every few seconds that it is alive by moving the end of its
 * lease into the future, by the database's clock, so that the clocks of machines do not matter.
 * While the lease lasts nobody touches its deliveries. A process that finds a live lease of another
 * one refuses to start, until it is built and tested that several work side by side.
 *
 * <p><b>Taking over.</b> A process that starts and finds only ended leases marks those rows as
 * taken over, in the transaction in which it enters its own; a lock on the table lets one at a time
 * do this. From then on the old process cannot renew: even if it was only asleep, its end is final.
 * Then the pending deliveries of others are moved to the new epoch, webhook by webhook in bounded
 * steps, each a transaction of its own; rows that somebody else holds at the moment are left for
 * the next round. What the dead one was still recording when it was marked comes to light later, so
 * rounds are repeated every few seconds while its row is there, which is some minutes. What comes
 * to light even later is found by the next start: a smaller epoch that is not there any more is
 * dead.
 *
 * <p><b>The fence.</b> A process that wakes up after its end may have answers in its hands. It
 * cannot store them: a settlement changes a row only where the owner is its own epoch and the
 * attempt's number is the next one. It cannot record events either: its outbox checks that its row
 * is not marked, and so does each repair that gives it a delivery. So what can happen at worst is
 * what at-least-once allows: a request that was on the wire is sent again, with the same id and the
 * same bytes.
 *
 * <p><b>Cut off.</b> A process that cannot reach the database, but its receivers, does not hear
 * that it was taken over. Its engine starts no attempt once its lease may have ended, counted from
 * when the last renewal that succeeded was asked for, and goes on with the next one that does.
 *
 * <p><b>What a crash leaves.</b> At any point: pending rows with a dead owner and a lease that ends
 * by itself. A crash while taking over leaves some rows moved and some not; the next start sees two
 * dead epochs instead of one.
 */
final class PostgresOwnership implements Lease, Owner {

  private static final int RENEWALS_IN_LEASE = 5;
  private static final int STEP = 5_000;

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
    long epoch = database.write(connection -> NodeRows.enter(connection, node));
    PostgresOwnership ownership = new PostgresOwnership(database, node, epoch);
    ownership.moveAll();
    return ownership;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public void check(Connection connection) throws SQLException {
    NodeRows.check(connection, epoch);
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
