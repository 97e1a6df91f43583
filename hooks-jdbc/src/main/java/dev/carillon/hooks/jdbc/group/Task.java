package dev.carillon.hooks.jdbc.group;

import dev.carillon.hooks.HooksException;
import dev.carillon.hooks.jdbc.Work;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One caller's work on its way through a store's thread. The thread runs it and later ends it; the
 * caller waits for the end.
 */
final class Task<T> {

  private final Work<T> work;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable T result;
  private @Nullable Throwable failure;

  Task(Work<T> work) {
    this.work = work;
  }

  /** Runs the work. What an earlier run came to, whose transaction was undone, is forgotten. */
  void run(LentConnection connection) throws SQLException {
    failure = null;
    result = work.in(connection);
  }

  /** What the caller will be told, unless the whole group fails later. */
  void failed(Throwable thrown) {
    failure = thrown;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Lets the caller go with what it found out or with what went wrong in its work. */
  void end() {
    ended.countDown();
  }

  /** Lets the caller go with the store's trouble, in an exception of its own. */
  void endWith(HooksException trouble) {
    failure = new HooksException(trouble.code(), String.valueOf(trouble.getMessage()), trouble);
    end();
  }

  /**
   * Waits for the end. An interrupt does not shorten it, since the caller would not know whether it
   * was committed; it is still set afterwards.
   */
  T await() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return outcome();
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
}
