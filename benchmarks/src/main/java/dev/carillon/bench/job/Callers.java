package dev.carillon.bench.job;

import dev.carillon.bench.embedded.BodySnapshot;
import dev.carillon.bench.embedded.Embedded;
import dev.carillon.bench.embedded.Settled;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
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

  private final Embedded embedded;
  private final Settled settled;
  private final Ledger owed;
  private final AtomicLong number = new AtomicLong();

  Callers(Embedded embedded, Settled settled, Ledger owed) {
    this.embedded = embedded;
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
      Receipt receipt = embedded.append(Event.of(TYPE, subject, Instant.now(), snapshot));
      long committed = System.nanoTime();
      for (DueDelivery due : receipt.due()) {
        owed.add(Key.parse(due.delivery().id().value()), committed);
      }
    }
    return null;
  }
}
