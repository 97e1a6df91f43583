package dev.carillon.server.faults.noise;

import dev.carillon.hooks.event.Event;
import dev.carillon.server.faults.load.Manner;
import dev.carillon.server.faults.load.Notes;
import dev.carillon.server.faults.load.PathReceiver;
import dev.carillon.server.faults.noise.Engine.Rung;
import dev.carillon.server.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A hundred webhooks on one engine. Each is named after the subject that it hears of. */
final class Neighbourhood implements AutoCloseable {

  private static final int WEBHOOKS = 100;
  private static final int BATCH = 200;
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(2);

  private final PathReceiver receiver = PathReceiver.start();
  private final Engine engine;
  private final List<String> names;
  private final List<Thread> aside = new ArrayList<>();
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  Neighbourhood(Engine engine) {
    this.engine = engine;
    names = IntStream.range(0, WEBHOOKS).mapToObj("w%02d"::formatted).toList();
    names.forEach(name -> engine.webhook(receiver.url(name), name));
  }

  /** The first so many. */
  Set<String> first(int count) {
    return Set.copyOf(names.subList(0, count));
  }

  Engine engine() {
    return engine;
  }

  PathReceiver receiver() {
    return receiver;
  }

  void behave(Set<String> webhooks, Manner manner) {
    webhooks.forEach(name -> receiver.manner(name, manner));
  }

  /** So many events as fast as they are taken, a few hundred in each transaction. */
  void flood(String webhook, int events) {
    for (int left = events; left > 0; left -= BATCH) {
      ring(Notes.of(webhook, Math.min(left, BATCH)));
    }
  }

  /** Does this beside the load. */
  void aside(Runnable work) {
    aside.add(Thread.ofPlatform().start(work));
  }

  /** How many deliveries of a webhook were taken, once all that was begun aside is done. */
  int rung(String webhook) throws InterruptedException {
    for (Thread thread : aside) {
      thread.join();
    }
    return taken.getOrDefault(webhook, 0);
  }

  /**
   * The same load on all, at a steady rate that does not wait for anybody; tells how it went for
   * all but the first so many.
   */
  Measured equalLoad(int left, int perSecondAndWebhook, Duration duration)
      throws InterruptedException {
    Set<String> noisy = first(left);
    Collection<Rung> healthy = new ConcurrentLinkedQueue<>();
    List<Thread> callers = new ArrayList<>();
    int ticks = (int) duration.dividedBy(TICK);
    int perTick = (int) ((long) perSecondAndWebhook * WEBHOOKS * TICK.toMillis() / 1000);
    long began = System.nanoTime();
    for (int tick = 0; tick < ticks; tick++) {
      int from = tick * perTick;
      callers.add(
          Thread.ofVirtual()
              .start(
                  () ->
                      ring(events(from, perTick)).stream()
                          .filter(rung -> !noisy.contains(rung.subject()))
                          .forEach(healthy::add)));
      LockSupport.parkNanos(began + (tick + 1) * TICK.toNanos() - System.nanoTime());
    }
    for (Thread caller : callers) {
      caller.join();
    }
    await(healthy);
    return measured(healthy);
  }

  /** Waits until so many deliveries of a webhook have arrived. */
  void awaitAccepted(String webhook, int count) {
    Await.until(
        count + " deliveries of " + webhook,
        DRAINED_WITHIN,
        () -> receiver.accepted(webhook) >= count);
  }

  /** One event for each of so many webhooks in turn. */
  private List<Event> events(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> Notes.of(names.get(i % WEBHOOKS)))
        .toList();
  }

  private List<Rung> ring(List<Event> events) {
    List<Rung> rung = engine.ring(events);
    rung.forEach(one -> taken.merge(one.subject(), 1, Integer::sum));
    return rung;
  }

  /** Waits until all have arrived, or until it is certain that one is late. */
  private void await(Collection<Rung> rung) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && !rung.stream().allMatch(one -> receiver.heard().containsKey(one.delivery()))) {
      Thread.sleep(5);
    }
  }

  private Measured measured(Collection<Rung> rung) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    List<Long> latencies = new ArrayList<>();
    for (Rung one : rung) {
      first = Math.min(first, one.atNanos());
      Long heard = receiver.heard().get(one.delivery());
      if (heard != null) {
        latencies.add(heard - one.atNanos());
        last = Math.max(last, heard);
      }
    }
    long span = latencies.isEmpty() ? PATIENCE.toNanos() : last - first;
    return new Measured(rung.size(), latencies, Duration.ofNanos(span));
  }

  @Override
  public void close() {
    // first the receiver: what hangs ends at once
    receiver.close();
    engine.close();
  }
}
