package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Adoption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives this node what dead ones left, in bounded steps, each a transaction of its own. Several
 * nodes may be at it at once: rows that another one is moving are skipped, and of what a dead node
 * left open each step passes its mark on, which only one node can do.
 *
 * <p>The rows of nodes say who is dead: {@code takeOverEnded} marks the nodes whose lease has
 * ended.
 */
final class TakeOver {

  private static final int STEP = 5_000;

  /** Some 200,000 rows in memory: what a dead node left open may be more than that. */
  private static final int STEPS_MAX = 20;

  /** One node at a time reads what a dead one left open: a second one would read in vain. */
  private static final String MINE =
      "select pg_try_advisory_xact_lock(('{nodes}'::regclass::oid::bigint << 32) + ?)";

  /** A node that hangs while it reads lets the next one do it. */
  private static final String PATIENCE =
      "select set_config('idle_in_transaction_session_timeout', ?, true)";

  private static final String DEAD = " <= ? and d.owner <> all (?)";

  /** Steps from one owner to the next, however many deliveries each has. */
  private static final String OWNERS =
      """
      with recursive owners as (
        select min(owner) as owner from {deliveries} where state = 0
        union all
        select (select min(p.owner) from {deliveries} p where p.state = 0 and p.owner > o.owner)
        from owners o where o.owner is not null)
      select d.owner from owners d where d.owner
      """
          + DEAD;

  private static final String WEBHOOKS =
      """
      select w.key from {webhooks} w
      where exists (
        select 1 from {deliveries} d
        where d.webhook = w.key and d.state = 0 and d.owner = any (?))
      order by w.key
      """;
  private static final String MOVE =
      """
      with orphans as (
        select d.sequence from {deliveries} d
        where d.webhook = ? and d.state = 0 and d.sequence > ? and d.owner = any (?)
        order by d.sequence limit ?
        for update skip locked),
      moved as (
        update {deliveries} d set owner = ? from orphans o where d.sequence = o.sequence
        returning d.sequence)
      select count(*) as moved, coalesce(max(sequence), 0) as last from moved
      """;

  /** The same of deliveries that are to be sent once more. */
  private static final String REDELIVERING =
      """
      with recursive owners as (
        select min(owner) as owner from {redeliveries}
        union all
        select (select min(r.owner) from {redeliveries} r where r.owner > o.owner)
        from owners o where o.owner is not null)
      select d.owner from owners d where d.owner
      """
          + DEAD;

  private static final String MOVE_REDELIVERIES =
      """
      update {redeliveries} set owner = ? where number in (
        select d.number from {redeliveries} d where d.owner = any (?)
        order by d.number limit ? for update skip locked)
      """;

  private final Database database;
  private final InstantSource clock;
  private final PostgresOwnership node;
  private final AtomicLong taken = new AtomicLong();

  /**
   * The take-over for one node.
   *
   * @param clock by which deliveries become due
   */
  TakeOver(Database database, InstantSource clock, PostgresOwnership node) {
    this.database = database;
    this.clock = clock;
    this.node = node;
  }

  /** How many deliveries it took over. */
  long taken() {
    return taken.get();
  }

  /** Whether a dead node may have left something: it is not forgotten, has a mark or rows. */
  boolean wanted() {
    return database.read(
        connection -> {
          LiveEpochs epochs = NodeRows.liveEpochs(connection);
          return NodeRows.anyTaken(connection)
              || !Adoption.dead(connection, epochs::dead).isEmpty()
              || !ownersOf(connection, OWNERS, epochs).isEmpty()
              || !ownersOf(connection, REDELIVERING, epochs).isEmpty();
        });
  }

  /** Takes over all there is. */
  void run() {
    LiveEpochs epochs = database.read(NodeRows::liveEpochs);
    for (long owner : database.read(connection -> Adoption.dead(connection, epochs::dead))) {
      adopt(owner);
    }
    long[] dead = ownersOf(OWNERS, epochs);
    for (long webhook : dead.length == 0 ? List.<Long>of() : webhooksOf(dead)) {
      Moved step = new Moved(STEP, 0);
      while (step.count() == STEP) {
        node.renewInTime();
        long after = step.last();
        step = database.write(connection -> move(connection, dead, webhook, after));
        taken.addAndGet(step.count());
      }
    }
    long[] redelivering = ownersOf(REDELIVERING, epochs);
    int redeliveries = redelivering.length == 0 ? 0 : STEP;
    while (redeliveries == STEP) {
      node.renewInTime();
      redeliveries = moveRedeliveries(redelivering);
    }
  }

  /**
   * Gives rows to what a dead one left open. Each read ends before what it found is written: the
   * pool may have one connection only.
   */
  private void adopt(long dead) {
    boolean more = true;
    while (more) {
      Found found = found(dead);
      more = found.steps().stream().allMatch(this::taken) && !found.all();
    }
  }

  /** The next steps, as many as memory may have; none where another node is at it. */
  private Found found(long dead) {
    return database.read(
        connection -> {
          List<Adoption.Step> steps = new ArrayList<>(); // anew where the read runs again
          Sql.any(connection, PATIENCE, node.lasts().toMillis() + "ms");
          if (Sql.first(connection, MINE, row -> row.getBoolean(1), dead).orElse(false)) {
            Adoption.left(connection, dead, clock.instant(), step -> added(steps, step));
          }
          return new Found(steps, steps.size() < STEPS_MAX);
        });
  }

  /** Whether there is room for one more. */
  private static boolean added(List<Adoption.Step> steps, Adoption.Step step) {
    steps.add(step);
    return steps.size() < STEPS_MAX;
  }

  private boolean taken(Adoption.Step step) {
    node.renewInTime();
    int rows =
        database.write(
            connection -> {
              node.checkStill(connection);
              Sql.any(connection, MINE, step.dead()); // no other node begins to read meanwhile
              int written = Adoption.write(connection, database.dialect(), node.epoch(), step);
              if (step.rows().isEmpty() && written == 0) {
                SharedNodes.nodesChanged(connection); // nothing of it waits any more
              }
              return written;
            });
    taken.addAndGet(Math.max(rows, 0));
    return rows >= 0;
  }

  /** The dead ones that have rows. */
  private long[] ownersOf(String owners, LiveEpochs epochs) {
    return database.read(connection -> ownersOf(connection, owners, epochs)).stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  private static List<Long> ownersOf(Connection connection, String owners, LiveEpochs epochs)
      throws SQLException {
    return Sql.list(connection, owners, Sql.NUMBER, epochs.last(), epochs.epochs());
  }

  private List<Long> webhooksOf(long[] dead) {
    return database.read(connection -> Sql.list(connection, WEBHOOKS, Sql.NUMBER, (Object) dead));
  }

  private Moved move(Connection connection, long[] dead, long webhook, long after)
      throws SQLException {
    node.checkStill(connection);
    return Sql.first(
            connection,
            MOVE,
            row -> new Moved(row.getInt("moved"), row.getLong("last")),
            webhook,
            after,
            dead,
            STEP,
            node.epoch())
        .orElseThrow();
  }

  private int moveRedeliveries(long[] dead) {
    return database.write(
        connection -> {
          node.checkStill(connection);
          return Sql.update(connection, MOVE_REDELIVERIES, node.epoch(), dead, STEP);
        });
  }

  /**
   * What one read found.
   *
   * @param all whether the last step is the last of all
   */
  private record Found(List<Adoption.Step> steps, boolean all) {}

  /** How many rows one transaction moved, and the greatest sequence among them. */
  private record Moved(int count, long last) {}
}
