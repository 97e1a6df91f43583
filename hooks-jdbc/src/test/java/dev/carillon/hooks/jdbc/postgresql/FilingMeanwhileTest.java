package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.CheckedDatabase;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.InterruptedReads;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Somebody asks for a delivery again while it is read how to file what is about it. */
class FilingMeanwhileTest {

  private static final EventType TYPE = new EventType("asset_create");

  private final ManualClock clock = new ManualClock();

  @Test
  void whatIsReadIsOfOneMomentAndFiledLaterWhereThatIsOver() {
    InterruptedReads database = new InterruptedReads(OpenPostgres.on(Server.ONE.newDatabase()));
    PostgresStore.Opened opened =
        PostgresStore.opened(
            database,
            Embedder.of(new TestCipher(), SubjectFilter::read),
            clock,
            Node.named("node"),
            CheckedDatabase.TINY);
    opened
        .store()
        .webhooks()
        .add(Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), clock.instant()));
    Delivery filed = delivered(database, opened);
    while (opened.store().retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(count(database, "chunks where n = 1")).isEqualTo(1);
    delivered(database, opened);

    AtomicReference<ActionResult> asked = new AtomicReference<>();
    database.beforeStatement(
        "select data from {chunk_data}",
        () -> asked.set(opened.store().deliveryActions().redeliver(filed.id())));
    while (opened.store().retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(asked).hasValue(ActionResult.DONE);
    assertThat(count(database, "chunks where n = 1")).isEqualTo(1);
    assertThat(count(database, "deliveries")).isEqualTo(1);
    assertThat(count(database, "results")).isZero();
    StoreConsistency.check(database, opened.context());
    database.close();
  }

  /** What another node has filed is not seen by the one that has read before. */
  @Test
  void whoReadBeforeAnotherNodeFiledReadsAgain() {
    InterruptedReads database = new InterruptedReads(OpenPostgres.on(Server.ONE.newDatabase()));
    PostgresStore.Opened opened =
        PostgresStore.opened(
            database,
            Embedder.of(new TestCipher(), SubjectFilter::read),
            clock,
            Node.named("node"),
            CheckedDatabase.TINY);
    opened
        .store()
        .webhooks()
        .add(Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), clock.instant()));
    delivered(database, opened);
    clock.advance(Duration.ofMinutes(10));
    database.beforeStatement(
        "from {results} order by number",
        () ->
            database.<Integer>write(
                connection -> Sql.update(connection, "update journal set filings = filings + 1")));
    opened.store().retention().tidy();
    assertThat(count(database, "results")).isEqualTo(1);
    assertThat(count(database, "chunks")).isZero();
    opened.store().retention().tidy();
    assertThat(count(database, "results")).isZero();
    assertThat(count(database, "chunks")).isEqualTo(1);
    database.close();
  }

  private Delivery delivered(Database database, PostgresStore.Opened opened) {
    Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("one")));
    DueDelivery due =
        database
            .write(connection -> opened.store().outbox().append(connection, event))
            .due()
            .getFirst();
    opened
        .store()
        .settlements()
        .settle(
            List.of(
                new Settlement(
                    due.delivery(),
                    new Attempt(
                        1,
                        clock.instant(),
                        Duration.ofMillis(1),
                        new Outcome.Accepted(ReceiverResponse.of(200))),
                    new DeliveryState.Delivered(clock.instant()),
                    WebhookHealth.NONE,
                    Optional.empty())));
    return due.delivery();
  }

  private static long count(Database database, String from) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + from));
  }
}
