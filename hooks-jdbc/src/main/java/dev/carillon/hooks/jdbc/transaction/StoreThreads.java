package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.LockOrder;
import java.util.List;
import java.util.stream.IntStream;

/** Threads that run the work of all callers, each with a connection of its own. */
public final class StoreThreads implements AutoCloseable {

  /** A caller that is stopped more often hears why. */
  private static final int AGAIN_MAX = 3;

  private final String name;
  private final StoreThread.Kind kind;
  private final TaskQueue inbox = new TaskQueue();
  private final List<StoreThread> threads;

  private StoreThreads(
      String name, int count, StoreThread.Kind kind, ConnectionSource source, Faults faults) {
    this.name = name;
    this.kind = kind;
    this.threads =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                number ->
                    new StoreThread(
                        count == 1 ? name : name + "-" + number, inbox, kind, source, faults))
            .toList();
    threads.forEach(StoreThread::start);
  }

  /**
   * One thread that writes for all callers: those that wait while a transaction is committed share
   * the next one, so that a hundred callers cost one flush of the disk. Each gets its result only
   * after the commit. If the work of one fails, all run again, each with a savepoint of its own.
   *
   * @param name its thread's name
   * @param source gives it a connection, again after each fault
   * @param faults which errors spoil a whole group
   */
  public static StoreThreads writer(String name, ConnectionSource source, Faults faults) {
    return new StoreThreads(name, 1, StoreThread.Kind.WRITER, source, faults);
  }

  /** So many threads that read, each work in a transaction that is never committed. */
  public static StoreThreads readers(
      String name, int count, ConnectionSource source, Faults faults) {
    return new StoreThreads(name, count, StoreThread.Kind.READER, source, faults);
  }

  /**
   * Runs the work in the next transaction and returns when that has ended, if it writes durably.
   *
   * @throws HooksException if the store failed: then no caller of the group was told otherwise; or
   *     if the work did not get its turn in some seconds: then it was not run and will not be
   * @throws IllegalStateException if the work itself calls this, or if a statement was wrong
   */
  public <T> T run(DatabaseWork<T> work) {
    return run(LockOrder.ROWS, work);
  }

  /**
   * The same for work that locks what other nodes lock too.
   *
   * @param order where it comes among the works of its transaction
   */
  public <T> T run(LockOrder order, DatabaseWork<T> work) {
    if (threads.stream().anyMatch(StoreThread::isCurrent)) {
      throw new IllegalStateException(
          "a %1$s within a %1$s may wait for itself: use the connection that was lent"
              .formatted(kind.work()));
    }
    for (int times = 1; true; times++) {
      try {
        return ran(order, work);
      } catch (RunAgain stopped) {
        if (times > AGAIN_MAX) {
          throw new HooksException(
              HooksException.Code.STORE_UNAVAILABLE, stopped.getMessage() + ", again and again");
        }
        stopped.prepare();
      }
    }
  }

  /** Whether the current thread is a writer: what takes long in it is waited for by all callers. */
  public static boolean writing() {
    return StoreThread.isWriting();
  }

  private <T> T ran(LockOrder order, DatabaseWork<T> work) {
    Task<T> task = new Task<>(order, work, StoreThread.patience(threads));
    if (!inbox.offer(task)) {
      throw new HooksException(HooksException.Code.STOPPED, name + " was closed");
    }
    return task.await();
  }

  /** How many groups of works were served: as many transactions were ended. */
  public long groups() {
    return threads.stream().mapToLong(StoreThread::groups).sum();
  }

  /** So many processes write to this database from now on, this one included. */
  public void sharedBy(int writers) {
    threads.forEach(thread -> thread.pace(kind.pace().among(writers)));
  }

  /** Takes no more work, commits what waits, and ends the threads. */
  @Override
  public void close() {
    inbox.close();
    threads.forEach(StoreThread::join);
  }
}
