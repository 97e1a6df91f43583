package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search for a text looks into so many deliveries, whether or not it is slow at times. */
class TextSearchEndTest {

  private static final EventType TYPE = new EventType("asset_create");

  /** Three more than a search looks into. */
  private static final int DELIVERIES = 100_003;

  private static final int SLOW_READ = 4;

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger reads = new AtomicInteger(Integer.MIN_VALUE);

  @Test
  void oneSlowStepDoesNotLetItPassItsEnd(@TempDir Path folder) {
    try (Database database = TestDatabase.SQLITE.open(folder)) {
      Store store =
          TestDatabase.SQLITE.store(new WatchedDatabase(database, () -> {}, this::slowOnce), clock);
      store
          .webhooks()
          .add(Webhook.of("any", "https://e/", Webhook.Subscription.to(TYPE), clock.instant()));
      database.write(
          connection -> {
            for (int i = 0; i < DELIVERIES; i++) {
              Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("hay")));
              store.outbox().append(connection, event);
            }
            return DELIVERIES;
          });
      reads.set(0);
      Optional<Cursor> end = store.log().textEnd(needle(), Cursor.NEWEST);
      assertThat(reads).hasValueGreaterThan(SLOW_READ);
      assertThat(store.log().page(DeliveryFilter.ALL, end.orElseThrow(), 50).entries()).hasSize(3);
    }
  }

  private void slowOnce() {
    if (reads.incrementAndGet() == SLOW_READ) {
      clock.advance(Duration.ofMillis(300));
    }
  }

  private static DeliveryFilter needle() {
    return new DeliveryFilter(
        Set.of(), Set.of(), About.ANYTHING, Ending.ANY, Span.ALWAYS, "needle");
  }
}
