package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommitSearchTest {

  private final Failing store = new Failing();

  @Test
  void othersAreLookedForAfterAnError() throws Exception {
    Event.Id failing = new Event.Id(Ids.random());
    Event.Id other = new Event.Id(Ids.random());
    store.failsFor = failing;
    try (CommitSearch search = CommitSearch.start(store, RunningEngine.none())) {
      search.add(failing);
      assertThat(store.next()).isEqualTo(failing);
      search.add(other);
      Event.Id looked = store.next();
      while (looked.equals(failing)) {
        looked = store.next();
      }
      assertThat(looked).isEqualTo(other);
    }
  }

  /** Finds nothing, and fails as a bug or a full memory does. */
  private static final class Failing implements DueDeliveries {

    private final BlockingQueue<Event.Id> looks = new LinkedBlockingQueue<>();
    private volatile Event.Id failsFor = new Event.Id(Ids.random());

    Event.Id next() throws InterruptedException {
      Event.Id next = looks.poll(Sent.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).as("a look within %s", Sent.PATIENCE).isNotNull();
      return next;
    }

    @Override
    public OfEvents ofEvents(List<Event.Id> events) {
      looks.addAll(events);
      if (events.contains(failsFor)) {
        throw new AssertionError("as wanted");
      }
      return new OfEvents(List.of(), events.size());
    }

    @Override
    public Map<Webhook.Id, Instant> earliestDue() {
      return Map.of();
    }

    @Override
    public List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit) {
      return List.of();
    }

    @Override
    public int dueCount(Webhook.Id webhook, Instant until, int max) {
      return 0;
    }

    @Override
    public List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
      return List.of();
    }

    @Override
    public Set<Webhook.Id> redelivering() {
      return Set.of();
    }

    @Override
    public List<DueDelivery> redeliveries(Webhook.Id webhook, int limit) {
      return List.of();
    }
  }
}
