package dev.carillon.hooks.send.http;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The sending loops, shared out among routes in turn. */
final class Loops {

  /** A processor for each, and as many for everything else. */
  private static final int PROCESSORS_EACH = 2;

  private static final int LOOPS_MAX = 8;

  private final List<Loop> all;
  private final AtomicInteger given = new AtomicInteger();

  /** Loops that do not run yet. */
  Loops() {
    int processors = Runtime.getRuntime().availableProcessors();
    int count = Math.clamp(processors / PROCESSORS_EACH, 1, LOOPS_MAX);
    this.all = IntStream.rangeClosed(1, count).mapToObj(Loop::new).toList();
  }

  void start() {
    all.forEach(Loop::start);
  }

  /** The loop for one more route. */
  Loop next() {
    return all.get(Math.floorMod(given.getAndIncrement(), all.size()));
  }

  void close() {
    all.forEach(Loop::close);
  }
}
