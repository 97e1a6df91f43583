package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Adoption;
import dev.carillon.hooks.jdbc.store.DeliveryRows.NewRow;
import dev.carillon.hooks.jdbc.store.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who sends what, where several processes share one database.
 *
 * <p><b>The rows.</b> Each start of a process enters a row in {@code nodes} and gets its number,
 * the <i>epoch</i>; a later start has a greater one, and no epoch comes twice. Each event carries
 * the epoch of the process that recorded it, and each delivery that has a row the epoch of its
 * owner. Only the owner sends it, and nothing has to be written to begin: that a delivery is on the
 * wire is known in the owner's memory alone, so that no row can be left behind in a state of
 * "sending".
 *
 * <p><b>What is open.</b> Most of what a process has recorded has no row. Each epoch has a mark: of
 * what it recorded, that is open whose number is above the mark, and of which neither a row nor a
 * record tells. Deliveries that an embedder's own transaction records have rows from the start, so
 * whatever comes to light late is a row.
 *
 * <p><b>The lease.</b> A process says every few seconds that it is alive by moving the end of its
 * lease into the future, by the database's clock, so that the clocks of machines do not matter.
 * While the lease lasts nobody touches its deliveries. A process that finds a live lease of another
 * one refuses to start, until it is built and tested that several work side by side.
 *
 * <p><b>Taking over.</b> A process that starts and finds only ended leases marks those rows as
 * taken over, in the transaction in which it enters its own; a lock lets one at a time do this.
 * From then on the old process cannot renew: even if it was only asleep, its end is final. What the
 * dead one has left open gets rows with the new epoch, in steps that each raise the dead one's
 * mark; then it has none. Pending rows of others are moved to the new epoch, webhook by webhook in
 * bounded steps, each a transaction of its own; rows that somebody else holds at the moment are
 * left for the next round. What the dead one was still recording in an embedder's own transaction
 * comes to light later, so rounds are repeated every few seconds while its row is there, which is
 * some minutes. What comes to light even later is found by the next start: a smaller epoch that is
 * not there any more is dead.
 *
 * <p><b>The fence.</b> A process that wakes up after its end may have answers in its hands. It
 * cannot store them, nor record events, nor add a delivery: each transaction that does so keeps its
 * node's row from being marked until it ends, and does nothing where that is marked. A settlement
 * moreover changes a row only where the owner is its own epoch and the attempt's number is the next
 * one. So what can happen at worst is what at-least-once allows: a request that was on the wire is
 * sent again, with the same id and the same bytes.
 *
 * <p><b>Hanging.</b> Whoever takes over waits for such transactions, so that nothing can become a
 * record, or open, after it was looked for. A process that hangs in the middle of one, or whose
 * machine is gone, would keep its row for ever. So the statement that takes the row also tells the
 * database to end the session once it has been idle in that transaction for as long as a lease
 * lasts.
 *
 * <p><b>Cut off.</b> A process that cannot reach the database, but its receivers, does not hear
 * that it was taken over. Its engine starts no attempt once its lease may have ended, counted from
 * when the last renewal that succeeded was asked for, and goes on with the next one that does.
 *
 * <p><b>What a crash leaves.</b> At any point: open and pending deliveries with a dead owner and a
 * lease that ends by itself. A crash while taking over leaves some of them moved and some not; the
 * next start sees two dead epochs instead of one.
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

  private static final String MOVE_REDELIVERIES =
      """
      update redeliveries set owner = ? where number in (
        select r.number from redeliveries r
        where r.owner < ?
          and r.owner not in (select epoch from nodes where taken_over_at is null)
        order by r.number limit ? for update skip locked)
      """;

  private final Database database;
  private final Node node;
  private final InstantSource clock;
  private final long epoch;
  private final String fence;
  private final String settlingFence;
  private final AtomicLong takenOver = new AtomicLong();
  private final AtomicLong renewedAt = new AtomicLong(System.nanoTime());

  /** A take-over may still be under way then, and must not make the lease last again. */
  private volatile boolean released;

  private PostgresOwnership(Database database, Node node, InstantSource clock, long epoch) {
    this.database = database;
    this.node = node;
    this.clock = clock;
    this.epoch = epoch;
    this.fence = NodeRows.fence(epoch, node.lease());
    this.settlingFence = NodeRows.settlingFence(epoch, node.lease());
  }

  /**
   * Enters this process and takes over what dead ones left.
   *
   * @param clock by which deliveries become due
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another one is
   *     alive
   */
  static PostgresOwnership begin(Database database, Node node, InstantSource clock) {
    long epoch = database.write(connection -> enter(connection, node));
    PostgresOwnership ownership = new PostgresOwnership(database, node, clock, epoch);
    ownership.moveAll();
    return ownership;
  }

  private static long enter(Connection connection, Node node) throws SQLException {
    long epoch = NodeRows.enter(connection, node);
    Adoption.begin(connection, epoch, SequenceNumbers.lastOf(connection));
    return epoch;
  }

  @Override
  public String fence() {
    return fence;
  }

  @Override
  public String settlingFence() {
    return settlingFence;
  }

  @Override
  public boolean holdsOpen(Connection connection) throws SQLException {
    return Sql.any(connection, "select 1 " + settlingFence);
  }

  /** The same for a transaction that may be open for long and must not hinder a take-over. */
  String fenceWithoutLock() {
    return NodeRows.fenceWithoutLock(epoch);
  }

  /** Each transaction that records or settles keeps this row: see the fence. */
  @Override
  public void awaitLostCommits(Connection connection) throws SQLException {
    Sql.any(connection, "select 1 from nodes where epoch = ? for update", epoch);
  }

  @Override
  public boolean holds(Connection connection) throws SQLException {
    return Sql.any(connection, "select 1 " + fence);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public void check(Connection connection) throws SQLException {
    if (!holds(connection)) {
      throw new HooksException(
          Code.STORE_LOCKED, "another node has taken over from this node; restart this node");
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
      database.write(this::forgetLongTaken);
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
      database.<Boolean>read(
          connection -> {
            Behind behind = new Behind();
            Adoption.left(
                connection, dead, clock.instant(), step -> behind.run(() -> adopt(dead, step)));
            behind.end();
            return true;
          });
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
    int redeliveries = STEP;
    while (redeliveries == STEP) {
      renewInTime();
      redeliveries = database.write(this::moveRedeliveries);
    }
  }

  /** There may be more to move than a lease lasts, and at the start nobody else renews it. */
  private void renewInTime() {
    if (!released && System.nanoTime() - renewedAt.get() > renewEvery().toNanos()) {
      renew();
    }
  }

  private int forgetLongTaken(Connection connection) throws SQLException {
    check(connection);
    return NodeRows.forgetLongTaken(connection);
  }

  private void adopt(long dead, List<NewRow> step) {
    renewInTime();
    takenOver.addAndGet(
        database.<Integer>write(
            connection -> {
              check(connection);
              return Adoption.write(connection, database.dialect(), dead, epoch, step);
            }));
  }

  private int moveRedeliveries(Connection connection) throws SQLException {
    check(connection);
    return Sql.update(connection, MOVE_REDELIVERIES, epoch, epoch, STEP);
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

  /** Writes some while the next are read. */
  private static final class Behind {

    /** Of the platform: an embedding program may keep all carriers of virtual threads busy. */
    private static final ThreadFactory WRITER =
        Thread.ofPlatform().daemon().name("carillon-take-over").factory();

    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

    void run(Runnable write) {
      end();
      writing = CompletableFuture.runAsync(write, task -> WRITER.newThread(task).start());
    }

    void end() {
      try {
        writing.join();
      } catch (CompletionException failed) {
        throw failed.getCause() instanceof RuntimeException thrown ? thrown : failed;
      }
    }
  }

  /** How many rows one transaction moved, and the greatest sequence among them. */
  private record Step(int moved, long last) {}
}
