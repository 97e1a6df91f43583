package dev.carillon.server.assets.search.opensearch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What searches that wait and the thread that writes tell each other. */
final class WriterSignal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Condition written = lock.newCondition();
  private boolean wake;
  private long writes;

  /** The writer is to look at once. */
  void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The same, and waits until something was written, for so long at most. */
  void hurry(long millis) throws InterruptedException {
    lock.lock();
    try {
      wake = true;
      woken.signal();
      long before = writes;
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (writes == before && left > 0) {
        left = written.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something was written. */
  void written() {
    lock.lock();
    try {
      writes++;
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The writer waits until it is woken, for so long at most. */
  void pause(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!wake && left > 0) {
        left = woken.awaitNanos(left);
      }
      wake = false;
    } finally {
      lock.unlock();
    }
  }
}
