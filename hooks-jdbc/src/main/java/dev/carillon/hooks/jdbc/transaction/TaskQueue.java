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
  private boolean closed;

  /** Leaves a task; false if the inbox is closed. */
  boolean offer(Task<?> task) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      waiting.add(task);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for tasks and takes up to so many, oldest first; none once it is closed and empty. */
  List<Task<?>> take(int max) {
    lock.lock();
    try {
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
