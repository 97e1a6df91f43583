package dev.carillon.server.platform.database;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Step ② of the flow: commits changes together with their events. Reading, deciding, matching and
 * rendering happen before the transaction, which only writes: if another caller changed the rows in
 * between, it all happens again.
 *
 * <p>A {@link Planner} reads what is committed, without locks, and returns a {@link PlannedChange}:
 * the events, and the work that writes the rows. The work compares their revisions as it writes,
 * and throws {@link StalePlanException} if a row is no longer as the planner read it. {@link
 * LockOrder} only sorts the works that share one transaction: {@code OTHER_NODES}, {@code
 * STRUCTURE}, {@code PART_OF_STRUCTURE}, {@code ROWS}, {@code SUMS}, {@code WEBHOOK_SET}, {@code
 * WEBHOOKS}, {@code BEFORE_COMMIT}. The {@link ChangeWatch} counts events and gives them a trace.
 *
 * <p>The {@link Outbox} decides for an event which webhooks get it (a {@link FanOut}, step ③) and
 * writes the event with its deliveries in the caller's transaction. The {@link Receipt} that it
 * returns lists these deliveries; the engine sends them once it gets the receipt. {@link
 * Database#write} runs work in a transaction and returns after the commit; a {@link HooksException}
 * is its only failure besides what the work throws.
 */
public final class Changes {

  /**
   * After so many stale plans the next is made inside the transaction. Where one process writes,
   * nothing can change there between the read and the write. Where several nodes write, a commit of
   * another node may still come in between: then it is tried again after a pause.
   */
  private static final int TRIES_OUTSIDE = 4;

  /** So often inside the transaction where several nodes write; then the change fails. */
  private static final int TRIES_INSIDE = 6;

  /**
   * The shortest pause before the second of them; doubled for each that follows. Each pause is up
   * to twice as long, at random.
   */
  private static final long PAUSE_MILLIS = 10;

  private final Database database;
  private final Outbox outbox;
  private final Consumer<Receipt> committed;
  private final ChangeWatch watch;

  /**
   * Changes of this database.
   *
   * @param committed gets the receipt of each recorded event once it is durable
   */
  public Changes(Database database, Outbox outbox, Consumer<Receipt> committed) {
    this(database, outbox, committed, ChangeWatch.NONE);
  }

  /** Changes of this database, whose events are looked at. */
  public Changes(Database database, Outbox outbox, Consumer<Receipt> committed, ChangeWatch watch) {
    this.watch = watch;
    this.database = database;
    this.outbox = outbox;
    this.committed = committed;
  }

  /** Runs work that only reads. */
  public <T> T read(DatabaseWork<T> work) {
    return database.read(work);
  }

  /** Whether this process alone writes to the database. */
  public boolean alone() {
    return !database.dialect().shared();
  }

  /** Commits a change with its events, and returns once they are durable. */
  public <T> T commit(Planner<T> planner) {
    return commit(planner, done -> {});
  }

  /** Writes something that makes no event and does not depend on what was read before. */
  public <T> T write(DatabaseWork<T> work) {
    return commit(reads -> PlannedChange.silent(work));
  }

  /**
   * Commits a change with its events, and returns once they are durable.
   *
   * @param durable gets the result before the engine gets the events
   * @throws HooksException if the database failed; {@code STORE_CONTENDED} if other nodes changed
   *     the same rows again and again; {@code OUTCOME_UNKNOWN} if {@code durable} failed
   */
  public <T> T commit(Planner<T> planner, Consumer<T> durable) {
    return commitAndFollowUp(planner, durable).result();
  }

  /**
   * Commits a change with its events, and returns once they are durable.
   *
   * @return what recording each of its events gave, in the order of the events
   */
  public List<Receipt> commitEvents(Planner<?> planner) {
    return commitAndFollowUp(planner, done -> {}).receipts();
  }

  private <T> Recorded<T> commitAndFollowUp(Planner<T> planner, Consumer<T> durable) {
    Recorded<T> recorded = recordAndCount(planner);
    try {
      durable.accept(recorded.result());
    } catch (RuntimeException failed) {
      throw new HooksException(
          HooksException.Code.OUTCOME_UNKNOWN,
          "The change was made, but its follow-up failed",
          failed);
    } finally {
      recorded.receipts().forEach(committed);
    }
    return recorded;
  }

  /** Records, and has the watch count what was recorded or refused. */
  private <T> Recorded<T> recordAndCount(Planner<T> planner) {
    try {
      Recorded<T> recorded = record(planner);
      recorded.events().forEach(watch::accepted);
      return recorded;
    } catch (HooksException failed) {
      watch.refused(failed.code());
      throw failed;
    }
  }

  /**
   * Plans outside of a transaction and writes inside of one; after some stale plans, both inside.
   */
  private <T> Recorded<T> record(Planner<T> planner) {
    for (int tried = 0; tried < TRIES_OUTSIDE; tried++) {
      PlannedChange<T> plan = planner.plan(database::read);
      List<FanOut> fanOuts =
          plan.events().stream().map(watch::prepared).map(outbox::fanOut).toList();
      try {
        // the transaction may be shared with other callers. If one work fails, all are rolled back
        // and run again, each in a savepoint: so a stale plan does not cost others their writes,
        // and a work may run twice
        return database.write(plan.order(), connection -> write(connection, plan, fanOuts));
      } catch (StalePlanException stale) {
        // another caller changed the rows: they must be read again
      }
    }
    return alone() ? recordWithin(planner) : recordAmongNodes(planner);
  }

  /** Plans within the transaction. What the plan will lock is not known yet, so it runs first. */
  private <T> Recorded<T> recordWithin(Planner<T> planner) {
    return database.write(LockOrder.STRUCTURE, connection -> planAndWrite(connection, planner));
  }

  private <T> Recorded<T> recordAmongNodes(Planner<T> planner) {
    for (int tried = 1; tried < TRIES_INSIDE; tried++) {
      try {
        return recordWithin(planner);
      } catch (StalePlanException stale) {
        pause(PAUSE_MILLIS << tried);
      }
    }
    try {
      return recordWithin(planner);
    } catch (StalePlanException stale) {
      throw new HooksException(
          HooksException.Code.STORE_CONTENDED,
          "Other nodes changed the same rows between the read and the write, "
              + (TRIES_OUTSIDE + TRIES_INSIDE)
              + " times",
          stale);
    }
  }

  /** Nodes that meet again and again would go on meeting if they paused equally long. */
  private static void pause(long millisMax) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(millisMax / 2, millisMax));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HooksException(
          HooksException.Code.STOPPED, "stopped while others changed the same rows", stopped);
    }
  }

  private <T> Recorded<T> write(Connection connection, PlannedChange<T> plan, List<FanOut> fanOuts)
      throws SQLException {
    // may run twice: see record()
    T result = plan.write().in(connection);
    List<Receipt> receipts = new ArrayList<>();
    for (FanOut fanOut : fanOuts) {
      receipts.add(outbox.append(connection, fanOut));
    }
    return new Recorded<>(result, receipts, fanOuts.stream().map(FanOut::event).toList());
  }

  private <T> Recorded<T> planAndWrite(Connection connection, Planner<T> planner)
      throws SQLException {
    PlannedChange<T> plan = planner.plan(reads(connection));
    T result = plan.write().in(connection);
    List<Receipt> receipts = new ArrayList<>();
    List<Event> events = plan.events().stream().map(watch::prepared).toList();
    for (Event event : events) {
      receipts.add(outbox.append(connection, event));
    }
    return new Recorded<>(result, receipts, events);
  }

  private static CommittedReads reads(Connection connection) {
    return new CommittedReads() {
      @Override
      public <R> R read(DatabaseWork<R> work) {
        try {
          return work.in(connection);
        } catch (SQLException e) {
          throw new HooksException(
              HooksException.Code.STORE_UNAVAILABLE, "The database could not be read", e);
        }
      }
    };
  }

  /**
   * Reads what is there and decides what to change. Called again where the plan was stale, so it
   * must not do what cannot be done twice.
   *
   * @param <T> what writing the plan gives
   */
  @FunctionalInterface
  public interface Planner<T> {

    /** The plan, from what is there now. */
    PlannedChange<T> plan(CommittedReads reads);
  }

  private record Recorded<T>(T result, List<Receipt> receipts, List<Event> events) {}
}
