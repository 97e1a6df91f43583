package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One platform thread with one connection that works an inbox off. It outlives every fault: the
 * connection is thrown away and the next tasks get a new one.
 */
final class StoreThread {

  /** A caller that waits longer for its turn is told that the store is too slow. */
  private static final Duration TURN_WITHIN = Duration.ofSeconds(5);

  /** The first connection may have to read what a crash left behind, from a disk that is busy. */
  private static final Duration FIRST_TURN_WITHIN = Duration.ofMinutes(1);

  /** Where statements are slow, those that are done need not wait for all the others. */
  static final long GROUP_NANOS_MAX = 500_000_000;

  private static final Logger LOG = System.getLogger(StoreThread.class.getName());

  /** What the current thread does for all callers; unset in all other threads. */
  private static final ThreadLocal<@Nullable Kind> CURRENT = new ThreadLocal<>();

  private final TaskQueue inbox;
  private final int groupMax;
  private volatile CommitPace pace;
  private final CallerWaker waking = new CallerWaker();
  private final ConnectionSource source;
  private final Faults faults;
  private final Kind kind;
  private final Thread thread;
  private final AtomicLong groups = new AtomicLong();
  private @Nullable Session session;
  private volatile boolean connected;

  StoreThread(String name, TaskQueue inbox, Kind kind, ConnectionSource source, Faults faults) {
    this.inbox = inbox;
    this.groupMax = kind.groupMax;
    this.pace = kind.pace;
    this.kind = kind;
    this.source = source;
    this.faults = faults;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Its groups keep this pace from the next one on. */
  void pace(CommitPace other) {
    pace = other;
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Whether the current thread is one that writes. */
  static boolean isWriting() {
    return Kind.WRITER.equals(CURRENT.get());
  }

  /** How many groups it has served to the end of their transaction. */
  long groups() {
    return groups.get();
  }

  /** How long a caller waits for his turn at one of these, if he comes now. */
  static Duration patience(List<StoreThread> threads) {
    return threads.stream().anyMatch(thread -> thread.connected) ? TURN_WITHIN : FIRST_TURN_WITHIN;
  }

  /** Waits until everything in the inbox, which is closed, is done, and all callers know. */
  void join() {
    ThreadEnd.await(thread);
  }

  private void loop() {
    CURRENT.set(kind);
    List<Task<?>> group = inbox.take(groupMax, 1, 0);
    while (!group.isEmpty()) {
      long began = System.nanoTime();
      try {
        serve(group);
      } catch (RuntimeException | Error thrown) {
        // those that wait would do so for ever, and so would all that come later
        giveUp(group, thrown);
      }
      CommitPace kept = pace;
      int last = group.size();
      letConnectionGo();
      group =
          inbox.take(groupMax, kept.enough(last), kept.restNanos(last, began, System.nanoTime()));
    }
    waking.endAll();
    discardSession();
  }

  /** Others want the connection, too: it is kept while tasks come, and not even then for long. */
  private void letConnectionGo() {
    if (session != null && (session.keptLong() || !inbox.hasWithin(source.keptIdle()))) {
      discardSession();
    }
  }

  private void serve(List<Task<?>> group) {
    int done = 0;
    Conflicts conflicts = new Conflicts();
    while (done < group.size()) {
      int more = served(group.subList(done, group.size()), conflicts);
      if (more == 0) {
        conflicts.pause();
      } else {
        done += more;
        conflicts = new Conflicts();
      }
    }
  }

  /** How many were served; 0 where another transaction got in the way and all have to run again. */
  private int served(List<Task<?>> group, Conflicts conflicts) {
    int done;
    try {
      done = kind.run.of(openSession(), group);
    } catch (SQLException | RuntimeException | Error thrown) {
      boolean conflict = faults.conflictIn(thrown) && undone();
      boolean storeFault = faults.storeFaultIn(thrown).isPresent();
      if (conflict && conflicts.mayTryAgain(storeFault)) {
        return 0;
      }
      if (conflict && !storeFault && group.size() > 1) {
        // one of them may be in the way of all the others each time
        group.forEach(task -> serve(List.of(task)));
      } else {
        fail(group, thrown instanceof HooksException known ? known : faults.trouble(thrown));
      }
      return group.size();
    }
    groups.incrementAndGet();
    waking.end(group, done);
    return done;
  }

  private boolean undone() {
    try {
      openSession().rollback();
      return true;
    } catch (SQLException broken) {
      return false;
    }
  }

  private void fail(List<Task<?>> group, HooksException trouble) {
    LOG.log(Level.WARNING, "{0}; {1} callers got this error", trouble.getMessage(), group.size());
    discardSession();
    group.forEach(task -> task.failedWith(trouble));
    waking.end(group, group.size());
  }

  /**
   * Lets callers go that were not told yet, with what was thrown, though there may be no memory.
   */
  private void giveUp(List<Task<?>> group, Throwable thrown) {
    for (int i = 0; i < group.size(); i++) {
      Task<?> task = group.get(i);
      if (!task.isDecided()) {
        task.failed(thrown);
      }
    }
    waking.end(group, group.size());
    try {
      discardSession();
      LOG.log(Level.ERROR, "a store thread failed and continues", thrown);
    } catch (RuntimeException | Error again) {
      LOG.log(Level.DEBUG, "it failed while it gave up", again);
    }
  }

  private Session openSession() throws SQLException {
    Session opened = session;
    if (opened == null) {
      opened = Session.open(source, faults);
      session = opened;
      connected = true;
    }
    return opened;
  }

  private void discardSession() {
    Session old = session;
    session = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException broken) {
        LOG.log(Level.DEBUG, "closing a connection", broken);
      }
    }
  }

  /** What a thread does with the tasks it takes, and how many it takes at once. */
  record Kind(String work, int groupMax, CommitPace pace, Run run) {
    /** Takes all that wait and commits them together. */
    static final Kind WRITER =
        new Kind("write", Integer.MAX_VALUE, CommitPace.WRITER, Kind::commitTogether);

    /** Takes one and keeps nothing of what it did. */
    static final Kind READER = new Kind("read", 1, CommitPace.NONE, Kind::readAlone);

    /**
     * At first without savepoints, which are dear and seldom needed. If a task fails, all is undone
     * and runs again, this time with a savepoint for each.
     */
    private static int commitTogether(Session session, List<Task<?>> group) throws SQLException {
      int ran = session.runTogether(group);
      if (ran > 0 && session.commit()) {
        return ran;
      }
      session.rollback();
      if (group.size() == 1 && group.getFirst().hasFailed()) {
        return 1;
      }
      int done = runEach(session, group);
      session.commit();
      return done;
    }

    /** How many ran, or failed by themselves, before the time was over. */
    private static int runEach(Session session, List<Task<?>> group) throws SQLException {
      long began = System.nanoTime();
      int done = 0;
      while (done < group.size() && System.nanoTime() - began <= GROUP_NANOS_MAX) {
        Task<?> task = group.get(done);
        if (task.begin()) {
          session.runWithin(task);
        }
        done++;
      }
      return done;
    }

    private static int readAlone(Session session, List<Task<?>> group) throws SQLException {
      for (Task<?> task : group) {
        if (task.begin()) {
          session.run(task);
        }
      }
      session.rollback();
      return group.size();
    }
  }

  /** Runs tasks, the first ones or all, to the end of a transaction; how many. */
  interface Run {
    int of(Session session, List<Task<?>> group) throws SQLException;
  }
}
