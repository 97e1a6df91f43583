package dev.carillon.hooks.jdbc.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Consumers.Lag;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.OnEachDatabase;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.webhook.DeliveryMode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookBuilder;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What has waited for an hour is found, of webhooks and of consumers, and how much waits. */
@OnEachDatabase
class WaitingByWebhookTest {

  private static final Duration HOUR = Duration.ofHours(1);

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

  @Test
  void itIsTheTimeAtWhichTheEarliestOneWasDue() {
    Webhook pushed = webhook("https://example.org", DeliveryMode.PUSH);
    Webhook consumer = webhook("", DeliveryMode.PULL);
    Instant first = clock.instant();
    record("one");
    clock.advance(HOUR);
    tidy();
    assertThat(late()).as("not longer than an hour").isEmpty();
    clock.advance(Duration.ofSeconds(1));
    record("two");
    tidy();
    assertThat(late()).isEqualTo(Map.of(pushed.id(), first, consumer.id(), first));

    store
        .webhooks()
        .change(
            pushed.id(),
            now ->
                now.in(new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "")));
    assertThat(late()).isEqualTo(Map.of(consumer.id(), first));
  }

  @Test
  void theLagsOfConsumersAreCountedUpToAsManyAsAreAskedFor() {
    Webhook consumer = webhook("", DeliveryMode.PULL);
    record("one");
    Webhook other = webhook("", DeliveryMode.PULL);
    Instant first = clock.instant();
    record("two");
    record("three");

    Map<Webhook.Id, Lag> lags = store.consumers().lags(List.of(consumer.id(), other.id()), 2);
    assertThat(lags).containsOnlyKeys(consumer.id(), other.id());
    assertThat(lags.get(consumer.id()))
        .extracting(Lag::pending, Lag::more)
        .containsExactly(2L, true);
    assertThat(lags.get(other.id()))
        .extracting(Lag::pending, Lag::more, Lag::oldest)
        .containsExactly(2L, false, first);
    assertThat(store.consumers().lags(List.of(), 2)).isEmpty();
  }

  private Map<Webhook.Id, Instant> late() {
    return new WaitingByWebhook(database).before(clock.instant().minus(HOUR));
  }

  private Webhook webhook(String url, DeliveryMode mode) {
    WebhookBuilder builder =
        Webhook.builder(clock.instant())
            .name(mode.name())
            .mode(mode)
            .subscription(Webhook.Subscription.to(new EventType("asset_create")));
    Webhook webhook = (url.isEmpty() ? builder : builder.url(url)).build();
    store.webhooks().add(webhook);
    return webhook;
  }

  private void record(String subject) {
    database.write(
        connection ->
            store
                .outbox()
                .append(
                    connection,
                    Event.of(
                        new EventType("asset_create"),
                        subject,
                        clock.instant(),
                        new TextSnapshot("payload"))));
  }

  private void tidy() {
    boolean more = true;
    while (more) {
      more = store.retention().tidy();
    }
  }
}
