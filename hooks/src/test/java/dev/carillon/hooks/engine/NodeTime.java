package dev.carillon.hooks.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The time of one process: by a clock that differs from the others', and standing still while the
 * process is frozen. What was to happen meanwhile happens when it goes on.
 */
final class NodeTime extends SimulatedTime {

  private final SimulatedTime world;
  private final Duration ahead;
  private final Deque<Runnable> late = new ArrayDeque<>();
  private boolean frozen;
  private boolean dead;

  NodeTime(SimulatedTime world, Duration ahead) {
    super(world.now().plus(ahead));
    this.world = world;
    this.ahead = ahead;
  }

  @Override
  Instant now() {
    return world.now().plus(ahead);
  }

  @Override
  void at(Instant when, Runnable what) {
    world.at(when.minus(ahead), () -> take(what));
  }

  /** Plans a step in so many milliseconds. */
  void in(long millis, Runnable what) {
    at(now().plusMillis(millis), what);
  }

  private void take(Runnable what) {
    if (dead) {
      return;
    }
    if (frozen) {
      late.add(what);
    } else {
      what.run();
    }
  }

  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
    while (!late.isEmpty() && !dead) {
      late.removeFirst().run();
    }
  }

  /** The process is gone, and all that it would have done. */
  void die() {
    dead = true;
    late.clear();
  }

  boolean frozen() {
    return frozen;
  }
}
