package dev.carillon.hooks.jdbc.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.OnEachDatabase;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.jdbc.log.FailedByWebhook.Failed;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A webhook with very many failures hides no other. */
@OnEachDatabase
class FailedByWebhookTest {

  private static final int MANY = 1_100;
  private static final Duration DAY = Duration.ofDays(1);

  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private Database database;
  private Store store;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = kind.open(folder);
    store = kind.store(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Webhook webhook(String type) {
    Webhook webhook =
        Webhook.of(
            type,
            "https://example.org",
            Webhook.Subscription.to(new EventType(type)),
            clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  private List<Delivery> recorded(String type, int count) {
    return database.write(
        connection -> {
          List<Delivery> deliveries = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            Event event =
                Event.of(
                    new EventType(type), "subject", clock.instant(), new TextSnapshot("payload"));
            store.outbox().append(connection, event).due().stream()
                .map(DueDelivery::delivery)
                .forEach(deliveries::add);
          }
          return deliveries;
        });
  }

  private void settle(List<Delivery> deliveries, Outcome outcome) {
    Attempt attempt = new Attempt(1, clock.instant(), Duration.ofMillis(3), outcome);
    List<Settlement> settlements = new ArrayList<>();
    for (Delivery each : deliveries) {
      DeliveryState ended =
          outcome.success()
              ? new DeliveryState.Delivered(clock.instant())
              : new DeliveryState.Exhausted(clock.instant());
      settlements.add(new Settlement(each, attempt, ended, WebhookHealth.NONE, Optional.empty()));
    }
    store.settlements().settle(settlements);
  }

  private List<Delivery> failed(String type, int count) {
    List<Delivery> deliveries = recorded(type, count);
    settle(deliveries, new Outcome.Rejected(ReceiverResponse.of(404)));
    return deliveries;
  }

  private Map<Webhook.Id, Failed> lastDay(int max) {
    return new FailedByWebhook(database).since(clock.instant().minus(DAY), max);
  }

  @Test
  void eachWebhookIsCountedByItself() {
    Webhook quiet = webhook("quiet_one");
    Webhook noisy = webhook("noisy_one");
    Webhook healthy = webhook("healthy_one");
    failed("quiet_one", 1);
    clock.advance(DAY.plusHours(1));
    Instant since = clock.instant();
    Delivery first = failed("quiet_one", 1).getFirst();
    clock.advance(Duration.ofMinutes(1));
    Delivery last = failed("quiet_one", 1).getFirst();
    clock.advance(Duration.ofMinutes(1));
    List<Delivery> many = failed("noisy_one", MANY);
    settle(recorded("healthy_one", 1), new Outcome.Accepted(ReceiverResponse.of(200)));

    assertThat(first.createdAt()).isEqualTo(since);
    assertThat(lastDay(1_000))
        .containsOnly(
            Map.entry(quiet.id(), new Failed(new Count(2, false), since, last.sequence())),
            Map.entry(
                noisy.id(),
                new Failed(
                    new Count(1_000, true),
                    many.getFirst().createdAt(),
                    many.getLast().sequence())))
        .doesNotContainKey(healthy.id());
    assertThat(lastDay(MANY).get(noisy.id()))
        .extracting(Failed::count)
        .isEqualTo(new Count(MANY, false));
    clock.advance(DAY.plusSeconds(1));
    assertThat(lastDay(1_000)).isEmpty();
  }
}
