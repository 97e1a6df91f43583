package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Work;
import java.util.List;
import java.util.stream.IntStream;

/** A few platform threads that read for everybody, each with a connection of its own. */
public final class Readers implements AutoCloseable {

  private final String name;
  private final Inbox inbox = new Inbox();
  private final List<StoreThread> threads;

  /** So many readers, at work at once. */
  public Readers(String name, int count, ConnectionSource source, Faults faults) {
    this.name = name;
    this.threads =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                number ->
                    new StoreThread(
                        name + "-" + number, inbox, StoreThread.Kind.READER, source, faults))
            .toList();
    threads.forEach(StoreThread::start);
  }

  /**
   * Runs the work in a transaction that is never committed.
   *
   * @throws HooksException if the store failed
   * @throws IllegalStateException if the work itself calls this, or if a statement was wrong
   */
  public <T> T read(Work<T> work) {
    if (threads.stream().anyMatch(StoreThread::isCurrent)) {
      throw new IllegalStateException(
          "a read within a read may wait for itself: use the connection that was lent");
    }
    Task<T> task = new Task<>(work);
    if (!inbox.offer(task)) {
      throw new HooksException(HooksException.Code.STOPPED, name + " was closed");
    }
    return task.await(StoreThread.patience(threads));
  }

  /** Takes no more work, does what waits, and ends the threads. */
  @Override
  public void close() {
    inbox.close();
    threads.forEach(StoreThread::join);
  }
}
