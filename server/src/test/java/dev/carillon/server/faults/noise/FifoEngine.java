package dev.carillon.server.faults.noise;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.faults.load.Notes;
import dev.carillon.server.faults.load.Senders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What most would build: one queue, first in, first out, with 64 workers and the same sender. It
 * stores nothing, which only makes it faster.
 */
final class FifoEngine implements Engine {

  private static final int WORKERS = 64;

  private final Map<String, Webhook> webhooks = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
  private final RequestSigner signer = new RequestSigner("Fifo/test");
  private final Sender sender = Senders.ofTheServer();
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong sequence = new AtomicLong();
  private final Random random = new Random();
  private final DeliveryPolicy policy;

  FifoEngine(DeliveryPolicy policy) {
    this.policy = policy;
    for (int i = 0; i < WORKERS; i++) {
      workers.add(Thread.ofVirtual().start(this::work));
    }
  }

  @Override
  public void webhook(String url, String subject) {
    webhooks.put(
        subject, Webhook.of(subject, url, Webhook.Subscription.to(Notes.TYPE), Instant.now()));
  }

  @Override
  public List<Rung> ring(List<Event> events) {
    List<Rung> rung = new ArrayList<>();
    for (Event event : events) {
      Job job = job(event);
      rung.add(new Rung(job.delivery().id().value(), event.subject(), System.nanoTime()));
      queue.add(job);
    }
    return rung;
  }

  @Override
  public int inFlight() {
    return inFlight.get();
  }

  private Job job(Event event) {
    Webhook webhook = webhooks.get(event.subject());
    if (webhook == null) {
      throw new IllegalArgumentException("nobody hears of " + event.subject());
    }
    Instant now = Instant.now();
    return new Job(
        new Delivery(
            Delivery.Id.random(),
            sequence.incrementAndGet(),
            webhook.id(),
            event.id(),
            event.type(),
            event.subject(),
            0,
            new DeliveryState.Pending(now),
            now),
        event.snapshot().render(event, Projection.DEFAULT),
        webhook);
  }

  private void work() {
    try {
      while (true) {
        attempt(queue.take());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(Job job) {
    int number = job.delivery().attempts() + 1;
    inFlight.incrementAndGet();
    boolean success =
        sender
            .send(
                signer.sign(
                    new DueDelivery(job.delivery(), job.payload()),
                    job.webhook(),
                    number,
                    Instant.now(),
                    policy.timeout()))
            .success();
    inFlight.decrementAndGet();
    if (!success && policy.schedule().retriesAfter(number) && !retries.isShutdown()) {
      long delay = policy.schedule().delay(number, random).toMillis();
      Job again =
          new Job(job.delivery().attempted(job.delivery().state()), job.payload(), job.webhook());
      ScheduledFuture<?> _ = retries.schedule(() -> queue.add(again), delay, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    retries.shutdownNow();
    workers.forEach(Thread::interrupt);
    sender.close();
  }

  private record Job(Delivery delivery, Payload payload, Webhook webhook) {}
}
