package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestOperationalEvents;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEvent.Kind;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * That a webhook fails and that it has recovered is told by turns, whatever outcomes come, in
 * whatever batches, and wherever the server is restarted; on every database.
 */
@OnEachDatabase
class AlternatingTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final int WEBHOOKS = 4;
  private static final int ROUNDS = 250;

  private final ManualClock clock = new ManualClock();
  private final TestOperationalEvents operationalEvents = new TestOperationalEvents();
  private final Embedder embedder =
      new Embedder(new TestCipher(), SubjectFilter::read, operationalEvents);
  private final Random random = new Random(42);
  private final Map<Webhook.Id, WebhookHealth> healths = new HashMap<>();
  @Parameter private TestDatabase kind;
  private Database database;
  private Store store;

  @BeforeEach
  void openStore(@TempDir Path folder) {
    database = kind.open(folder);
    store = kind.store(database, embedder, clock);
  }

  @AfterEach
  void closeStore() {
    database.close();
  }

  @Test
  void failingComesFirstAndThenByTurnsWithRecovered() {
    for (int i = 0; i < WEBHOOKS; i++) {
      Webhook webhook =
          Webhook.of("w" + i, "https://e", Webhook.Subscription.to(TYPE), clock.instant());
      store.webhooks().add(webhook);
      healths.put(webhook.id(), WebhookHealth.NONE);
    }
    double rate = 1;
    for (int round = 0; round < ROUNDS; round++) {
      if (round % 25 == 0) {
        rate = random.nextInt(3) / 2.0;
      }
      round(rate);
      if (random.nextInt(20) == 0) {
        restart();
      }
    }
    int told = 0;
    for (Webhook.Id id : healths.keySet()) {
      List<Kind> kinds =
          operationalEvents.recorded().stream()
              .filter(notice -> notice.webhook().equals(id))
              .map(OperationalEvent::kind)
              .filter(kind -> kind == Kind.FAILING || kind == Kind.RECOVERED)
              .toList();
      for (int i = 0; i < kinds.size(); i++) {
        assertThat(kinds.get(i)).isEqualTo(i % 2 == 0 ? Kind.FAILING : Kind.RECOVERED);
      }
      told += kinds.size();
      boolean failing = kinds.size() % 2 == 1;
      WebhookHealth.Status last = Objects.requireNonNull(healths.get(id)).status();
      assertThat(last)
          .isNotEqualTo(failing ? WebhookHealth.Status.HEALTHY : WebhookHealth.Status.FAILING);
    }
    assertThat(told).as("otherwise nothing was shown").isGreaterThan(WEBHOOKS * 4);
  }

  /** Some events, and what comes of them in one batch, in any order. */
  private void round(double rate) {
    List<Settlement> batch = new ArrayList<>();
    for (int event = random.nextInt(6); event >= 0; event--) {
      var fanOut =
          store.outbox().fanOut(Event.of(TYPE, "s", clock.instant(), new TextSnapshot("s")));
      var receipt = database.write(connection -> store.outbox().append(connection, fanOut));
      receipt.due().forEach(due -> batch.add(settlement(due.delivery(), rate)));
    }
    store.ports().settlements().settle(batch);
    clock.advance(Duration.ofMinutes(random.nextInt(20)));
  }

  private Settlement settlement(Delivery delivery, double rate) {
    boolean success = random.nextDouble() < rate;
    Attempt attempt = TestSettlements.attempt(1, success ? 200 : 404, clock.instant());
    WebhookHealth before = Objects.requireNonNull(healths.get(delivery.webhook()));
    WebhookHealth after =
        success
            ? before.afterSuccess(clock.instant())
            : before.afterFailure(clock.instant(), "HTTP 404", random.nextInt(10) == 0);
    healths.put(delivery.webhook(), after);
    DeliveryState next =
        success
            ? new DeliveryState.Delivered(clock.instant())
            : new DeliveryState.Exhausted(clock.instant());
    return new Settlement(delivery, attempt, next, after, Optional.empty());
  }

  /** What was in memory is gone; healths are read as they are stored. */
  private void restart() {
    store.lease().release();
    store = kind.store(database, embedder, clock);
    healths.replaceAll((id, forgotten) -> store.webhooks().health(id));
  }
}
