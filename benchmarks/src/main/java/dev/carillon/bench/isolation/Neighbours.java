package dev.carillon.bench.isolation;

import dev.carillon.bench.embedded.BodySnapshot;
import dev.carillon.bench.embedded.Embedded;
import dev.carillon.bench.embedded.OpenedStore;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhook.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One run: webhooks that all get the same events, some of which never answer. */
final class Neighbours {

  private static final EventType TYPE = new EventType("bench.event");
  private static final int CALLERS = 16;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RunningReceiver receiver;
  private final Path folder;
  private final Load load;
  private final List<Webhook> webhooks = new ArrayList<>();
  private final Set<Webhook.Id> hanging = new HashSet<>();
  private final Ledger healthy = new Ledger();
  private final Ledger hung = new Ledger();

  Neighbours(RunningReceiver receiver, Path folder, Load load, int hangingCount) {
    this.receiver = receiver;
    this.folder = folder;
    this.load = load;
    for (int i = 0; i < load.webhooks(); i++) {
      String path = i < hangingCount ? "/hang" + i : "/healthy" + i;
      Webhook webhook =
          Webhook.of("bench " + i, receiver.url(path), Subscription.to(TYPE), Instant.now());
      webhooks.add(webhook);
      if (i < hangingCount) {
        hanging.add(webhook.id());
      }
    }
  }

  /** Runs it to the end of the healthy ones' deliveries, then lets the others go. */
  Seen run() throws IOException, InterruptedException {
    Folder.empty(folder);
    DeliveryPolicy usual = DeliveryPolicy.DEFAULT;
    DeliveryPolicy policy =
        new DeliveryPolicy(
            usual.schedule(), Set.of(), false, -1, load.timeout(), usual.maxConcurrentPerWebhook());
    try (OpenedStore store = OpenedStore.sqlite(folder)) {
      Embedded embedded = Embedded.start(store, webhooks, policy, HooksListener.NONE);
      try {
        long start = System.nanoTime();
        record(embedded, start);
        awaitHealthy();
        return Seen.of(receiver.report(), healthy, hung, start);
      } finally {
        stop(embedded);
      }
    }
  }

  private void record(Embedded embedded, long start) throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(executor.submit(() -> call(embedded, start, next)));
      }
      for (Future<Void> caller : callers) {
        caller.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("an event could not be recorded", failed.getCause());
    }
  }

  private Void call(Embedded embedded, long start, AtomicInteger next) throws InterruptedException {
    int number = next.getAndIncrement();
    while (number < load.events()) {
      long due = start + load.dueNanos(number);
      Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      BodySnapshot snapshot = BodySnapshot.of(number);
      Event event = Event.of(TYPE, "subject", Instant.now(), snapshot);
      for (DueDelivery delivery : embedded.append(event).due()) {
        Ledger ledger = hanging.contains(delivery.delivery().webhook()) ? hung : healthy;
        ledger.add(Key.parse(delivery.delivery().id().value()), due);
      }
      number = next.getAndIncrement();
    }
    return null;
  }

  /** Until as many came as are owed to the healthy ones beside those that hang. */
  private void awaitHealthy() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (receiver.answered() < healthy.size() && System.nanoTime() < deadline) {
      Thread.sleep(2);
    }
  }

  /** Stops the engine, and answers what hangs until it has stopped. */
  private void stop(Embedded embedded) throws IOException, InterruptedException {
    Thread closing = Thread.ofPlatform().start(embedded::close);
    while (!closing.join(Duration.ofMillis(20))) {
      receiver.release();
    }
    receiver.report();
  }
}
