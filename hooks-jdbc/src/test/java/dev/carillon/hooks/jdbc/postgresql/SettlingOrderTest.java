package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of webhooks are locked in the order of their ids, whatever attempts came to. */
class SettlingOrderTest {

  private static final EventType CREATED = new EventType("asset_create");

  ManualClock clock = new ManualClock();
  OpenPostgres database;
  Store store;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    store = database.store(clock, Node.named("tested"));
    for (String name : List.of("one", "other")) {
      store
          .webhooks()
          .add(Webhook.of(name, "https://e", Webhook.Subscription.to(CREATED), clock.instant()));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aWebhookThatIsDisabledWaitsForOneBeforeIt() throws Exception {
    Event event = Event.of(CREATED, "s", clock.instant(), new TextSnapshot("text"));
    List<Delivery> both =
        database
            .write(one -> store.outbox().append(one, store.outbox().fanOut(event)))
            .due()
            .stream()
            .map(DueDelivery::delivery)
            .sorted(Comparator.comparing(delivery -> delivery.webhook().value()))
            .toList();
    List<Settlement> settlements =
        List.of(
            failure(
                both.getLast(),
                Optional.of(
                    new WebhookState.Disabled(clock.instant(), WebhookState.Reason.FAILURES, ""))),
            failure(both.getFirst(), Optional.empty()));
    Thread settling;
    try (Connection holder = database.pool().getConnection();
        Connection looking = database.pool().getConnection()) {
      holder.setAutoCommit(false);
      looking.setAutoCommit(false);
      assertThat(locked(holder, both.getFirst())).isTrue();
      settling = Thread.ofPlatform().start(() -> store.settlements().settle(settlements));
      awaitWaiting(looking);
      assertThat(locked(looking, both.getLast())).as("the second was not locked first").isTrue();
      looking.rollback();
      holder.rollback();
    }
    settling.join();
    assertThat(store.webhooks().find(both.getLast().webhook()).orElseThrow().enabled()).isFalse();
  }

  private Settlement failure(Delivery delivery, Optional<WebhookState.Disabled> disabled) {
    Attempt attempt = TestSettlements.attempt(1, 503, clock.instant());
    return new Settlement(
        delivery,
        attempt,
        new DeliveryState.Pending(clock.instant()),
        WebhookHealth.NONE.afterFailure(clock.instant(), "HTTP 503", false),
        disabled);
  }

  /** False where somebody else has it. */
  private static boolean locked(Connection connection, Delivery delivery) throws SQLException {
    return Sql.any(
        connection,
        "select 1 from webhooks where id = ? for update skip locked",
        delivery.webhook().value());
  }

  private static void awaitWaiting(Connection connection) throws Exception {
    for (int tries = 0; tries < 3_000; tries++) {
      if (Sql.any(connection, "select 1 from pg_locks where not granted")) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("nobody waits");
  }
}
