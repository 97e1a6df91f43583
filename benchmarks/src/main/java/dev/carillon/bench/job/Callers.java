package dev.carillon.bench.job;

import dev.carillon.bench.embedded.BodySnapshot;
import dev.carillon.bench.embedded.Settled;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Callers at once, each recording one event after the other, each on a virtual thread. */
final class Callers {

  static final EventType TYPE = new EventType("bench.event");

  private final Recording recording;
  private final Settled settled;
  private final Ledger owed;
  private final AtomicLong number = new AtomicLong();

  Callers(Recording recording, Settled settled, Ledger owed) {
    this.recording = recording;
    this.settled = settled;
    this.owed = owed;
  }

  /** Runs so many until a time by {@link System#nanoTime}. */
  void run(int callers, long endNanos) throws IOException, InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, callers)
              .mapToObj(caller -> executor.submit(() -> call(caller, endNanos)))
              .toList();
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("a caller failed", failed.getCause());
    }
  }

  private Void call(int caller, long endNanos) throws InterruptedException {
    String subject = "subject-" + caller;
    while (System.nanoTime() < endNanos) {
      settled.await(WholeJob.FAN_OUT);
      BodySnapshot snapshot = BodySnapshot.of(number.incrementAndGet());
      Event event = Event.of(TYPE, subject, Instant.now(), snapshot);
      int deliveries = recording.record(event);
      long committed = System.nanoTime();
      for (int number = 1; number <= deliveries; number++) {
        owed.add(Key.parse(Ids.derived(event.id().value(), number)), committed);
      }
    }
    return null;
  }

  /** Records events. */
  @FunctionalInterface
  interface Recording {

    /** Records one durably, and sees to it that it is sent; how many deliveries it has. */
    int record(Event event);
  }
}
