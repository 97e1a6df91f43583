package dev.carillon.hooks.jdbc.group;

import dev.carillon.hooks.HooksException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One platform thread with one connection that works an inbox off. It outlives every fault: the
 * connection is thrown away and the next tasks get a new one.
 */
final class StoreThread {

  private static final Logger LOG = System.getLogger(StoreThread.class.getName());

  private final Inbox inbox;
  private final int groupMax;
  private final ConnectionSource source;
  private final Faults faults;
  private final Transaction transaction;
  private final Thread thread;
  private @Nullable Session session;

  StoreThread(String name, Inbox inbox, Kind kind, ConnectionSource source, Faults faults) {
    this.inbox = inbox;
    this.groupMax = kind.groupMax;
    this.transaction = kind.transaction;
    this.source = source;
    this.faults = faults;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Waits until everything in the inbox, which is closed, is done. */
  void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    for (List<Task<?>> group = inbox.take(groupMax);
        !group.isEmpty();
        group = inbox.take(groupMax)) {
      serve(group);
    }
    discardSession();
  }

  private void serve(List<Task<?>> group) {
    for (int tried = 1; !served(group, tried == Conflicts.TRIES); tried++) {
      Conflicts.pause(tried);
    }
  }

  /** False where another transaction got in the way and the group has to run again. */
  private boolean served(List<Task<?>> group, boolean lastTry) {
    try {
      transaction.run(openSession(), group);
    } catch (SQLException | RuntimeException | Error thrown) {
      boolean conflict = faults.conflictIn(thrown) && undone();
      if (conflict && !lastTry) {
        return false;
      }
      if (conflict && group.size() > 1) {
        // one of them may be in the way of all the others each time
        group.forEach(task -> serve(List.of(task)));
      } else {
        fail(group, trouble(thrown));
      }
      return true;
    }
    group.forEach(Task::end);
    return true;
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
    LOG.log(Level.WARNING, "{0}; {1} callers were told", trouble.getMessage(), group.size());
    discardSession();
    group.forEach(task -> task.endWith(trouble));
  }

  private HooksException trouble(Throwable thrown) {
    return faults
        .storeFaultIn(thrown)
        .orElseGet(
            () ->
                new HooksException(
                    HooksException.Code.STORE_UNAVAILABLE,
                    "the store failed: " + thrown.getMessage(),
                    thrown));
  }

  private Session openSession() throws SQLException {
    Session opened = session;
    if (opened == null) {
      opened = new Session(source.open(), faults);
      session = opened;
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
  record Kind(int groupMax, Transaction transaction) {
    /** Takes all that wait and commits them together. */
    static final Kind WRITER = new Kind(Integer.MAX_VALUE, Kind::commitTogether);

    /** Takes one and keeps nothing of what it did. */
    static final Kind READER = new Kind(1, Kind::readAlone);

    /**
     * At first without savepoints, which cost more than the work itself. If a task fails, all is
     * undone and runs again, this time with a savepoint for each.
     */
    private static void commitTogether(Session session, List<Task<?>> group) throws SQLException {
      if (session.runTogether(group) && session.commit()) {
        return;
      }
      session.rollback();
      if (group.size() > 1 || !group.getFirst().hasFailed()) {
        for (Task<?> task : group) {
          session.runWithin(task);
        }
        session.commit();
      }
    }

    private static void readAlone(Session session, List<Task<?>> group) throws SQLException {
      for (Task<?> task : group) {
        session.run(task);
      }
      session.rollback();
    }
  }

  /** Runs tasks to the end of a transaction. */
  interface Transaction {
    void run(Session session, List<Task<?>> group) throws SQLException;
  }
}
