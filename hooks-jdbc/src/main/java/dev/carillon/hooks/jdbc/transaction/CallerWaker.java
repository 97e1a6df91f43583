package dev.carillon.hooks.jdbc.transaction;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Lets the callers of a group go. To wake a virtual thread costs a platform thread several times
 * what it costs a virtual one: so one virtual thread wakes all the others. For one store thread.
 */
final class CallerWaker {

  /** Fewer are woken sooner than a thread is started. */
  private static final int VIRTUAL_MIN = 4;

  /** Threads that may still be waking callers, in the order of their start. */
  private final ArrayDeque<Started> started = new ArrayDeque<>();

  /** A thread, and whom it wakes: the first so many of a group. */
  private record Started(Thread thread, List<Task<?>> group, int count) {}

  /**
   * Ends the first so many of these tasks, whose group does not change any more: those of platform
   * threads before this returns, since they depend on no carrier; many of virtual threads soon. It
   * ends them whatever fails, and needs no memory for it: what they came to is decided.
   */
  void end(List<Task<?>> group, int count) {
    int virtual = 0;
    for (int i = 0; i < count; i++) {
      Task<?> task = group.get(i);
      task.decided();
      if (task.ofVirtualThread()) {
        virtual++;
      } else {
        task.end();
      }
    }
    if (virtual > 0 && (virtual < VIRTUAL_MIN || !starts(group, count))) {
      endEach(group, count);
    }
  }

  private boolean starts(List<Task<?>> group, int count) {
    try {
      while (!started.isEmpty() && !started.getFirst().thread().isAlive()) {
        started.removeFirst();
      }
      Thread thread = Thread.ofVirtual().name("carillon-waking").start(() -> endEach(group, count));
      started.addLast(new Started(thread, group, count));
      return true;
    } catch (RuntimeException | Error none) {
      return false;
    }
  }

  /** Ends the first so many tasks; ended ones stay as they are. */
  private static void endEach(List<Task<?>> group, int count) {
    for (int i = 0; i < count; i++) {
      group.get(i).end();
    }
  }

  /**
   * Ends all tasks of earlier groups that are not ended yet. It does not wait for the threads that
   * should: a caller that closes the store may be in their way.
   */
  void endAll() {
    started.forEach(each -> endEach(each.group(), each.count()));
    started.clear();
  }
}
