package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.LogRetention.Purged;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.CheckedDatabase;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The upkeep of a node that does not know yet that another one has taken over. */
class UpkeepAfterTakeOverTest {

  private static final EventType TYPE = new EventType("asset_create");

  private final ManualClock clock = new ManualClock();
  private final TestCipher cipher = new TestCipher();
  private OpenPostgres database;
  private PostgresStore.Opened old;
  private PostgresStore.Opened young;

  @BeforeEach
  void takeOver() {
    database = OpenPostgres.on(Server.ONE.newDatabase());
    old = opened("old");
    old.store()
        .webhooks()
        .add(
            Webhook.of(
                "any", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant()));
    for (int i = 0; i < 4; i++) {
      old.store().settlements().settle(List.of(delivered(record())));
    }
    clock.advance(Duration.ofMinutes(1));
    old.store().lease().release();
    young = opened("young");
  }

  @AfterEach
  void close() {
    StoreConsistency.check(database, young.context());
    database.close();
  }

  @Test
  void itFilesNothing() {
    assertThat(old.store().retention().tidy()).isFalse();
    assertThat(count("results")).isEqualTo(4);
    assertThat(count("chunks")).isZero();
    assertThat(count("event_subjects") + count("event_types")).isZero();
    assertThat(count("journal where filed = 0")).isEqualTo(1);

    while (young.store().retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(count("results")).isZero();
    assertThat(count("event_subjects")).isEqualTo(4);
  }

  @Test
  void itRemovesNothing() {
    clock.advance(Duration.ofDays(1));
    assertThat(old.store().retention().purge(clock.instant(), 100)).isEqualTo(new Purged(0, false));
    assertThat(count("results")).isEqualTo(4);
    assertThat(young.store().retention().purge(clock.instant(), 100).deliveries()).isEqualTo(4);
    assertThat(count("events")).isZero();
  }

  private PostgresStore.Opened opened(String name) {
    return PostgresStore.opened(
        database,
        Embedder.of(cipher, SubjectFilter::read),
        clock,
        Node.named(name),
        CheckedDatabase.TINY);
  }

  private DueDelivery record() {
    Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("one")));
    return database
        .write(connection -> old.store().outbox().append(connection, event))
        .due()
        .getFirst();
  }

  private Settlement delivered(DueDelivery due) {
    return new Settlement(
        due.delivery(),
        new Attempt(
            1,
            clock.instant(),
            Duration.ofMillis(1),
            new Outcome.Accepted(ReceiverResponse.of(200))),
        new DeliveryState.Delivered(clock.instant()),
        WebhookHealth.NONE,
        Optional.empty());
  }

  private long count(String from) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + from));
  }
}
