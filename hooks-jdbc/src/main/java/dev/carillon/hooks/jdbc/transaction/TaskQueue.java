package dev.carillon.hooks.jdbc.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where callers leave their tasks for a thread. What came in before it was closed is taken out. */
final class TaskQueue {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Task<?>> waiting = new ArrayDeque<>();

  /** So many must wait before the thread that takes them is woken. */
  private int signalAt = 1;

  private boolean closed;

  /** Leaves a task; false if the inbox is closed. */
  boolean offer(Task<?> task) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      waiting.add(task);
      if (waiting.size() >= signalAt) {
        arrived.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for tasks and takes up to so many, oldest first; none once it is closed and empty.
   *
   * @param enough it waits until there are so many, but not for long
   * @param restNanos for so long at most; only where a single thread takes
   */
  List<Task<?>> take(int max, int enough, long restNanos) {
    lock.lock();
    try {
      if (restNanos > 0) {
        rest(enough, restNanos);
      }
      while (waiting.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      int count = Math.min(max, waiting.size());
      List<Task<?>> taken = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        taken.add(waiting.removeFirst());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void rest(int enough, long nanos) {
    signalAt = enough;
    try {
      long left = nanos;
      while (waiting.size() < enough && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException byWork) {
      Thread.currentThread().interrupt();
    } finally {
      signalAt = 1;
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
