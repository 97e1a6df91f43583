package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.SenderLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The inputs of one dispatcher: those of its own loop, which wake nobody and are taken first, and
 * those of other threads. What one thread put in comes out in the order in which it was put in.
 */
final class Mailbox {

  private final SenderLoop loop;
  private final ArrayDeque<DispatcherInput> own = new ArrayDeque<>();
  private final ConcurrentLinkedQueue<DispatcherInput> others = new ConcurrentLinkedQueue<>();

  /** An empty one, for the dispatcher on this loop. */
  Mailbox(SenderLoop loop) {
    this.loop = loop;
  }

  /** Puts an input in. From any thread. */
  void add(DispatcherInput input) {
    if (loop.here()) {
      own.addLast(input);
    } else {
      others.add(input);
      loop.wake();
    }
  }

  /** Takes out so many at most. On the loop. */
  void drainTo(List<DispatcherInput> inputs, int max) {
    while (inputs.size() < max) {
      DispatcherInput next = own.isEmpty() ? others.poll() : own.removeFirst();
      if (next == null) {
        return;
      }
      inputs.add(next);
    }
  }

  /** Whether nothing is in it. On the loop. */
  boolean isEmpty() {
    return own.isEmpty() && others.isEmpty();
  }
}
