package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.transaction.CommitEffects;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Numbers for events and deliveries, fetched many at a time. They are used in the transaction that
 * fetched them or not at all. Before the first of them is taken, that transaction has its place
 * among all others, and a lock that it shares with all that record: else a reader that goes by
 * numbers could pass a smaller one that comes later. See {@link PostgresHorizon}.
 */
final class SequenceNumbers implements StoreContext.Numbers {

  /**
   * The last number that was taken; 0 = none was. Not {@code last_value} of the sequence's row: who
   * reads that holds no lock, and for a moment finds a number there that is up to 32 too great,
   * while the sequence is written to PostgreSQL's log.
   */
  static final String LAST = "coalesce(pg_sequence_last_value('{delivery_sequence}'), 0)";

  private static final String GIVEN = "select " + LAST;

  /** Takes numbers, as runs of consecutive ones: numbers of others may lie between. */
  private static final String TAKE =
      """
      select min(number), max(number)
      from (
        select number, number - row_number() over (order by number) as run
        from (
          select case when pg_current_xact_id() is null then 0
            else nextval('{delivery_sequence}') end as number
          from (select pg_advisory_xact_lock_shared(%s) offset 0) as recording,
            generate_series(1, %s)) as taken) as runs
      group by run order by 1
      """;

  private static final String NEXT = TAKE.formatted(PostgresHorizon.RECORDING, "?");

  /**
   * The same for so few that a program takes them for one event, each count with a text of its own:
   * a parameter would be planned anew for each event, which takes as long as all the rest.
   */
  private static final List<String> NEXT_FEW =
      IntStream.rangeClosed(0, 16)
          .mapToObj(count -> TAKE.formatted(PostgresHorizon.RECORDING, count))
          .toList();

  /** The most numbers that are taken one by one, which takes some tenths of a second. */
  private static final long PASSED_MAX = 1_000_000;

  /** Takes so many, which sets no sequence back from which others take meanwhile. */
  private static final String PASS =
      "select max(nextval('{delivery_sequence}')) from generate_series(1, ?)";

  /**
   * Sets the sequence forward, one transaction at a time: else one could set it back to a number
   * that another has passed. Those that take numbers meanwhile would have to take {@link
   * #PASSED_MAX} to be set back.
   */
  private static final String GO_ON =
      """
      select case
        when setval('{delivery_sequence}', greatest(nextval('{delivery_sequence}'), ?)) > 0
          then pg_advisory_unlock(%1$s)
        end
      from (select pg_advisory_lock(%1$s) offset 0) as alone
      """
          .formatted("4922517, '{delivery_sequence}'::regclass::oid::int");

  /** The last number that was given to this node, at first to anybody. */
  private final AtomicLong given;

  /** How many numbers transactions took lately: what is fetched and not taken costs as much. */
  private volatile int lately;

  SequenceNumbers(long given) {
    this.given = new AtomicLong(given);
  }

  /** The last number that was given to anybody. */
  static long lastOf(Connection connection) throws SQLException {
    return Sql.number(connection, GIVEN);
  }

  @Override
  public long given() {
    return given.get();
  }

  @Override
  public long caughtUp(Connection connection) throws SQLException {
    return given.accumulateAndGet(last(connection), Math::max);
  }

  @Override
  public long last(Connection connection) throws SQLException {
    return lastOf(connection);
  }

  @Override
  public long take(Connection connection, int count) throws SQLException {
    Optional<Transaction> lent = Transaction.of(connection);
    Fetched fetched =
        lent.isPresent() ? lent.get().effects(Fetched.class, Fetched::new) : new Fetched(0);
    long first = fetched.take(connection, count);
    given.accumulateAndGet(first + count - 1, Math::max);
    return first;
  }

  /** Brings the sequence from the last number that it gave to this one, or behind it. */
  private static void goOn(Connection connection, long last, long to) throws SQLException {
    if (to - last <= PASSED_MAX) {
      Sql.number(connection, PASS, to - last);
    } else {
      Sql.any(connection, GO_ON, to);
    }
  }

  private static Sql taken(int count) {
    return count < NEXT_FEW.size() ? Sql.of(NEXT_FEW.get(count)) : Sql.of(NEXT, count);
  }

  /** Numbers that follow each other, both included. */
  private record Run(long first, long last) {

    boolean has(int count) {
      return last - first + 1 >= count;
    }
  }

  /** What one transaction has fetched and not taken yet. */
  private final class Fetched implements CommitEffects {

    private final Deque<Run> runs = new ArrayDeque<>();
    private final int expected;
    private int taken;

    Fetched() {
      this(lately);
    }

    Fetched(int expected) {
      this.expected = expected;
    }

    /** Takes so many numbers in a row. A run that is too short is skipped. */
    long take(Connection connection, int count) throws SQLException {
      while (runs.isEmpty() || !runs.getFirst().has(count)) {
        if (runs.size() > 1) {
          runs.removeFirst();
        } else {
          fetch(connection, Math.max(count, taken == 0 ? expected : taken));
        }
      }
      Run run = runs.removeFirst();
      if (run.has(count + 1)) {
        runs.addFirst(new Run(run.first() + count, run.last()));
      }
      taken += count;
      return run.first();
    }

    /**
     * Where more are needed than were expected, it doubles what was taken. A database that crashed,
     * or its replica, may have forgotten the last numbers that it gave, and with them transactions
     * that were rolled back; what is known to have been given is not given again.
     */
    private void fetch(Connection connection, int count) throws SQLException {
      long before = given();
      long last = next(connection, count, before);
      if (last <= before) {
        runs.clear();
        goOn(connection, last, before);
        next(connection, count, before);
      }
    }

    /** Adds those behind one; the last of all. */
    private long next(Connection connection, int count, long before) throws SQLException {
      long last = 0;
      for (Run run :
          taken(count).list(connection, row -> new Run(row.getLong(1), row.getLong(2)))) {
        if (run.last() > before) {
          add(Math.max(run.first(), before + 1), run.last());
        }
        last = run.last();
      }
      return last;
    }

    private void add(long first, long last) {
      if (!runs.isEmpty() && runs.getLast().last() + 1 == first) {
        runs.addLast(new Run(runs.removeLast().first(), last));
      } else {
        runs.addLast(new Run(first, last));
      }
    }

    @Override
    public int mark() {
      return taken;
    }

    @Override
    public void undoTo(int mark) {
      // a number that was given is never given again, and the lock may be gone
      runs.clear();
    }

    @Override
    public void committed() {
      lately = Math.max(taken, lately * 7 / 8);
    }

    @Override
    public void unknown() {
      // they may be in the database: they are not given again
    }
  }
}
