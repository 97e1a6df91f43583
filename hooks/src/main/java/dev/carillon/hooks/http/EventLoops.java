package dev.carillon.hooks.http;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The sending loops, shared out among routes in turn. */
final class EventLoops {

  /** A processor for each, and as many for everything else. */
  private static final int PROCESSORS_EACH = 2;

  private static final int LOOPS_MAX = 8;

  private final List<EventLoop> all;
  private final AtomicInteger given = new AtomicInteger();

  /** Loops that do not run yet. */
  EventLoops() {
    int processors = Runtime.getRuntime().availableProcessors();
    int count = Math.clamp(processors / PROCESSORS_EACH, 1, LOOPS_MAX);
    this.all = IntStream.rangeClosed(1, count).mapToObj(EventLoop::new).toList();
  }

  void start() {
    all.forEach(EventLoop::start);
  }

  /** The loop for one more route. */
  EventLoop next() {
    return all.get(Math.floorMod(given.getAndIncrement(), all.size()));
  }

  void close() {
    all.forEach(EventLoop::close);
  }
}
