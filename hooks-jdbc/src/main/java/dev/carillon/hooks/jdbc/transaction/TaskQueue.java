package dev.carillon.hooks.jdbc.transaction;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where callers leave their tasks for a thread. What came in before it was closed is taken out.
 * While there are tasks a virtual thread looks from time to time for callers that wait for too
 * long.
 */
final class TaskQueue {

  /** Callers may wait for so much longer than they would. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private static final Comparator<Task<?>> BY_ORDER = Comparator.comparing(Task::order);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Task<?>> waiting = new ArrayDeque<>();

  /** The tasks that each thread has taken and may not have begun. */
  private final Map<Thread, List<Task<?>>> taken = new HashMap<>();

  private boolean watched;

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
      if (!watched && task.ofVirtualThread()) {
        Thread.ofVirtual().name("carillon-late").start(this::watch);
        watched = true;
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

  /** Until no task is there any more. */
  private void watch() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        Thread.sleep(LOOK_EVERY);
        goesOn = letLateOnesGo(System.nanoTime());
      } catch (InterruptedException | RuntimeException | Error again) {
        // whatever it was: it looks again
      }
    }
  }

  /** Whether there are others, too. */
  private boolean letLateOnesGo(long now) {
    lock.lock();
    try {
      waiting.forEach(task -> task.giveUpIfLate(now));
      taken.values().forEach(tasks -> tasks.forEach(task -> task.giveUpIfLate(now)));
      watched = !waiting.isEmpty() || !taken.isEmpty();
      return watched;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for tasks and takes up to so many, the oldest; none once it is closed and empty. They are
   * given in the order of their locks.
   *
   * @param enough it waits until there are so many, but not for long
   * @param restNanos for so long at most; only where a single thread takes
   */
  List<Task<?>> take(int max, int enough, long restNanos) {
    lock.lock();
    try {
      taken.remove(Thread.currentThread());
      if (restNanos > 0) {
        rest(enough, restNanos);
      }
      while (waiting.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      int count = Math.min(max, waiting.size());
      List<Task<?>> group = new ArrayList<>(count);
      if (count > 0) {
        // first, for it needs memory: no task may be in neither of the two
        taken.put(Thread.currentThread(), group);
      }
      for (int i = 0; i < count; i++) {
        group.add(waiting.removeFirst());
      }
      // none waits for another one: each has a caller of its own
      group.sort(BY_ORDER);
      return group;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether a task comes, or it is closed, in so much time; it does not wait if that is for ever.
   */
  boolean hasWithin(Duration time) {
    if (time.equals(ConnectionSource.FOR_EVER)) {
      return true;
    }
    lock.lock();
    try {
      taken.remove(Thread.currentThread());
      rest(1, time.toNanos());
      return closed || !waiting.isEmpty();
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
