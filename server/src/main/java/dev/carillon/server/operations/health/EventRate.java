package dev.carillon.server.operations.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/** How often something happens in a second, over about the last minute. Counting only adds. */
public final class EventRate {

  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongAdder count = new LongAdder();
  private final Deque<Mark> marks = new ArrayDeque<>();

  /** A rate of nothing yet. */
  public EventRate() {
    marks.add(new Mark(System.nanoTime(), 0));
  }

  /** It happened. */
  public void count() {
    count.increment();
  }

  /** To be called every few seconds. */
  public synchronized void mark() {
    long now = System.nanoTime();
    marks.addLast(new Mark(now, count.sum()));
    while (marks.size() > 1 && now - marks.getFirst().at() > WINDOW_NANOS) {
      marks.removeFirst();
    }
  }

  synchronized double perSecond() {
    Mark oldest = marks.getFirst();
    double seconds = Math.max(1, (System.nanoTime() - oldest.at()) / 1e9);
    return Math.round((count.sum() - oldest.count()) / seconds * 100) / 100.0;
  }

  private record Mark(long at, long count) {}
}
