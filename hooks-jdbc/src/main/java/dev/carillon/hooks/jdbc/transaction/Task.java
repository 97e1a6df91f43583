package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.LockOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One caller's work on its way through a store's thread. The thread runs it and later ends it; the
 * caller waits for the end.
 */
final class Task<T> {

  private final LockOrder order;
  private final DatabaseWork<T> work;
  private final Duration patience;
  private final long since = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final boolean ofVirtualThread = Thread.currentThread().isVirtual();
  private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.AWAITED);
  private boolean decided;
  private @Nullable T result;
  private @Nullable Throwable failure;

  /** Work whose turn need not be waited for. */
  Task(DatabaseWork<T> work) {
    this(work, Duration.ZERO);
  }

  /** Work that waits for its turn for so long, and locks nothing that other nodes often lock. */
  Task(DatabaseWork<T> work, Duration patience) {
    this(LockOrder.ROWS, work, patience);
  }

  /**
   * Work that waits for its turn.
   *
   * @param order where it comes among the works of its transaction
   * @param patience its caller waits for so long, from now on, until it begins
   */
  Task(LockOrder order, DatabaseWork<T> work, Duration patience) {
    this.order = order;
    this.work = work;
    this.patience = patience;
  }

  /** Where it comes among the works of its transaction. */
  LockOrder order() {
    return order;
  }

  /** Whether a virtual thread waits for it. */
  boolean ofVirtualThread() {
    return ofVirtualThread;
  }

  /** Whether the thread may run it, now and again: false if the caller has gone away. */
  boolean begin() {
    return turn.compareAndSet(Turn.AWAITED, Turn.TAKEN) || turn.get() == Turn.TAKEN;
  }

  /** Runs the work. What an earlier run came to, whose transaction was undone, is forgotten. */
  void run(Connection connection) throws SQLException {
    failure = null;
    result = work.in(connection);
  }

  /** Keeps the failure for the caller, unless the whole group fails later. */
  void failed(Throwable thrown) {
    failure = thrown;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Makes the result for the caller final. Called by the thread that runs the task. */
  void decided() {
    decided = true;
  }

  /** Whether it is final. */
  boolean isDecided() {
    return decided;
  }

  /** Lets the caller go with what it found out or with what went wrong in its work. */
  void end() {
    ended.countDown();
  }

  /** Whether the caller was let go. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Keeps the store's trouble for the caller, in an exception of its own. */
  void failedWith(HooksException trouble) {
    failed(new HooksException(trouble.code(), String.valueOf(trouble.getMessage()), trouble));
  }

  /**
   * Lets a caller go that has waited for too long. A virtual thread waits without a limit of its
   * own, for which the platform would wake a thread twice: its {@link TaskQueue} asks here.
   */
  void giveUpIfLate(long now) {
    if (ofVirtualThread
        && now - since > patience.toNanos()
        && turn.compareAndSet(Turn.AWAITED, Turn.MISSED)) {
      end();
    }
  }

  /**
   * Waits for the end, but not for ever until it begins. An interrupt does not shorten it, since
   * the caller would not know whether it was committed; it is still set afterwards.
   *
   * @throws HooksException if it did not begin in time; then it never will
   */
  T await() {
    if (!ofVirtualThread && !endedWithin(patience.toNanos())) {
      turn.compareAndSet(Turn.AWAITED, Turn.MISSED);
    }
    if (turn.get() != Turn.MISSED) {
      endedWithin(Long.MAX_VALUE);
    }
    if (turn.get() == Turn.MISSED) {
      throw new HooksException(
          HooksException.Code.STORE_UNAVAILABLE,
          "the store is too slow: the task did not start within " + patience);
    }
    return outcome();
  }

  /**
   * Whether it ended in this time.
   *
   * @param nanos {@link Long#MAX_VALUE} = however long that takes
   */
  private boolean endedWithin(long nanos) {
    long deadline = System.nanoTime() + nanos;
    boolean interrupted = false;
    while (true) {
      try {
        boolean in = true;
        if (nanos == Long.MAX_VALUE) {
          ended.await();
        } else {
          in = ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return in;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
  }

  private T outcome() {
    switch (failure) {
      case null -> {}
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
    if (result == null) {
      throw new IllegalStateException("a work must not return null");
    }
    return result;
  }

  /** Where it stands. */
  private enum Turn {
    /** The thread has not come to it. */
    AWAITED,
    /** The thread runs it, has run it, or will run it again. */
    TAKEN,
    /** The caller did not want to wait any longer. */
    MISSED
  }
}
