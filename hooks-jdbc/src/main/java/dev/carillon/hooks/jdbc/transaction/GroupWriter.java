package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Work;
import java.util.List;

/**
 * One thread that writes for everybody: whoever waits while a transaction is committed shares the
 * next one, so that a hundred callers cost one flush of the disk. Each has a savepoint of its own,
 * and is answered only after the commit.
 */
public final class GroupWriter implements AutoCloseable {

  private final String name;
  private final Inbox inbox = new Inbox();
  private final StoreThread thread;

  /**
   * A writer, at work at once.
   *
   * @param name its thread's name
   * @param source gives it a connection, again after each fault
   * @param faults which errors spoil a whole group
   */
  public GroupWriter(String name, ConnectionSource source, Faults faults) {
    this.name = name;
    this.thread = new StoreThread(name, inbox, StoreThread.Kind.WRITER, source, faults);
    thread.start();
  }

  /**
   * Runs the work in the next group and returns when it is committed.
   *
   * @throws HooksException if the store failed: then nobody in the group was told otherwise; or if
   *     the work did not get its turn in some seconds: then it was not run and will not be
   * @throws IllegalStateException if the work itself calls this, or if a statement was wrong
   */
  public <T> T write(Work<T> work) {
    if (thread.isCurrent()) {
      throw new IllegalStateException(
          "a write within a write would wait for itself: use the connection that was lent");
    }
    Task<T> task = new Task<>(work);
    if (!inbox.offer(task)) {
      throw new HooksException(HooksException.Code.STOPPED, name + " was closed");
    }
    return task.await(StoreThread.patience(List.of(thread)));
  }

  /** Takes no more work, commits what waits, and ends the thread. */
  @Override
  public void close() {
    inbox.close();
    thread.join();
  }
}
