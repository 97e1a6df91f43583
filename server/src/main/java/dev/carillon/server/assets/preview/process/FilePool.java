package dev.carillon.server.assets.preview.process;

import dev.carillon.server.assets.preview.process.FileProcess.Answer;
import dev.carillon.server.assets.preview.rendering.Unrenderable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Some processes that decode files: a caller gets one that is free, the one that was used last
 * first, so that the others may end. A file that keeps one busy delays no other; but another one is
 * started only where those that run do not soon get free, since a start costs as much as reading
 * many files.
 */
public final class FilePool {

  /** So long a process that is at work is waited for before another one is started. */
  private static final Duration WAIT_MAX = Duration.ofMillis(200);

  /** So long one that starts is waited for as well. */
  private static final Duration START_WAIT_MAX = Duration.ofSeconds(2);

  private final int size;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Deque<FileProcess> free;
  private final List<FileProcess> busy = new ArrayList<>();

  FilePool(Collection<FileProcess> all) {
    free = new ArrayDeque<>(all);
    size = all.size();
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /**
   * Gives an order to a process that is free, and reads its answer; waits where none is.
   *
   * @throws Unrenderable as {@link FileProcess#ask}
   */
  public <T> T ask(List<String> order, Answer<T> answer) throws Unrenderable {
    FileProcess process = taken();
    try {
      return process.ask(order, answer);
    } finally {
      give(process);
    }
  }

  private FileProcess taken() {
    lock.lock();
    try {
      long since = System.nanoTime();
      for (var next = next(since); ; next = next(since)) {
        if (next.isPresent()) {
          free.remove(next.get());
          busy.add(next.get());
          return next.get();
        }
        var _ = freed.awaitNanos(WAIT_MAX.toNanos());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while waiting for a process", stopped);
    } finally {
      lock.unlock();
    }
  }

  /** One that runs; else one to start, where the wait for those that run has been long enough. */
  private Optional<FileProcess> next(long since) {
    Optional<FileProcess> runs = free.stream().filter(FileProcess::ready).findFirst();
    return runs.isPresent() || !startsAnother(System.nanoTime() - since)
        ? runs
        : Optional.ofNullable(free.peekFirst());
  }

  private boolean startsAnother(long waited) {
    boolean one = busy.stream().allMatch(FileProcess::ready);
    return busy.isEmpty() || waited >= (one ? WAIT_MAX : START_WAIT_MAX).toNanos();
  }

  private void give(FileProcess process) {
    lock.lock();
    try {
      busy.remove(process);
      free.addFirst(process);
      freed.signal();
    } finally {
      lock.unlock();
    }
  }
}
