package dev.carillon.server.platform.audit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Entries on their way to the thread that writes them. That thread is woken by the first entry, by
 * one that a caller waits for, and by so many that they fill a batch: to wake it for each entry
 * would cost more than to write the entry.
 */
final class EntryQueue {

  /** So many are written at once. */
  static final int BATCH_MAX = 1_000;

  /** Where nothing comes, the writer looks after other things so often. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int max;
  private final Duration gather;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final Deque<PendingEntry> waiting = new ArrayDeque<>();

  /** How many of them a caller waits for. */
  private int awaited;

  /** So many wake the thread that takes them. */
  private int wakeAt = Integer.MAX_VALUE;

  private int wakes;
  private boolean closed;

  /**
   * Empty.
   *
   * @param max so many may wait
   * @param gather for how long the first of a batch waits for others
   */
  EntryQueue(int max, Duration gather) {
    this.max = max;
    this.gather = gather;
  }

  /** Adds an entry; false where there was no room for so long. */
  boolean offer(PendingEntry entry, long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (waiting.size() >= max) {
        if (left <= 0) {
          return false;
        }
        left = room.awaitNanos(left);
      }
      waiting.add(entry);
      if (entry.awaited()) {
        awaited++;
      }
      if (waiting.size() == wakeAt || entry.awaited()) {
        wakes++;
        arrived.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The oldest entries, a batch at most: what has gathered for a while, or less where a caller
   * waits or the queue is closed. Empty where none comes for a second.
   */
  List<PendingEntry> take() {
    lock.lock();
    try {
      await(1, IDLE_NANOS);
      if (!waiting.isEmpty()) {
        await(BATCH_MAX, gather.toNanos());
      }
      int count = Math.min(waiting.size(), BATCH_MAX);
      List<PendingEntry> batch = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        PendingEntry entry = waiting.removeFirst();
        if (entry.awaited()) {
          awaited--;
        }
        batch.add(entry);
      }
      room.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void await(int enough, long nanos) {
    wakeAt = enough;
    try {
      long left = nanos;
      while (waiting.size() < enough && awaited == 0 && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    } finally {
      wakeAt = Integer.MAX_VALUE;
    }
  }

  /** Whether none is left. */
  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** How many are left. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** How often an entry has woken the thread that takes them. */
  int wakes() {
    lock.lock();
    try {
      return wakes;
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing waits for company; what comes is still taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }
}
