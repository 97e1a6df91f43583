package dev.carillon.hooks.jdbc.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets the callers of a group go. To wake a virtual thread costs a platform thread several times
 * what it costs a virtual one: so one virtual thread wakes all the others. For one store thread.
 */
final class CallerWaking {

  /** Fewer are woken sooner than a thread is started. */
  private static final int VIRTUAL_MIN = 4;

  /** Those that may still be at it, in the order of their start. */
  private final ArrayDeque<Started> started = new ArrayDeque<>();

  /** A thread, and whom it wakes. */
  private record Started(Thread thread, List<Task<?>> tasks) {}

  /**
   * Ends all these tasks: those of platform threads before this returns, since they depend on no
   * carrier; many of virtual threads soon.
   */
  void end(List<Task<?>> group) {
    List<Task<?>> virtual = new ArrayList<>(group.size());
    for (Task<?> task : group) {
      if (task.ofVirtualThread()) {
        virtual.add(task);
      } else {
        task.end();
      }
    }
    if (virtual.size() < VIRTUAL_MIN || !starts(virtual)) {
      virtual.forEach(Task::end);
    }
  }

  private boolean starts(List<Task<?>> virtual) {
    while (!started.isEmpty() && !started.getFirst().thread().isAlive()) {
      started.removeFirst();
    }
    try {
      Thread thread =
          Thread.ofVirtual().name("carillon-waking").start(() -> virtual.forEach(Task::end));
      started.addLast(new Started(thread, virtual));
      return true;
    } catch (OutOfMemoryError | RejectedExecutionException none) {
      return false;
    }
  }

  /**
   * Ends all tasks of earlier groups that are not ended yet. It does not wait for the threads that
   * should: whoever closes the store may be in their way.
   */
  void endAll() {
    started.forEach(each -> each.tasks().forEach(Task::end));
    started.clear();
  }
}
