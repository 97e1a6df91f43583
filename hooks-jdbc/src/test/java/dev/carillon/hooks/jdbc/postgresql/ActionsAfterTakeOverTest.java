package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Range;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node that was taken over is asked to send: nobody would. */
class ActionsAfterTakeOverTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final SnapshotReader TEXTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ManualClock clock = new ManualClock();
  private OpenPostgres database;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNodeThatWasTakenOverRefusesEveryAction(boolean forgotten) {
    Store old = store("old");
    Webhook webhook = webhookIn(old);
    DueDelivery ended = record(old).getFirst();
    old.settlements().settle(List.of(delivered(ended)));
    turn(
        old,
        webhook,
        new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "for a while"));
    record(old);
    Webhook enabled = turn(old, webhook, new WebhookState.Enabled());
    clock.advance(Duration.ofMinutes(1));
    Webhook later = webhookIn(old);
    PreparedRecovery unheard =
        old.deliveryActions()
            .backfill(later, new Range(Instant.EPOCH, clock.instant()), 0, TEXTS, 10);
    old.lease().release();

    Store young = store("young");
    if (forgotten) {
      execute("delete from nodes where taken_over_at is not null");
    }

    refused(() -> old.deliveryActions().redeliver(ended.delivery().id()));
    refused(() -> old.deliveryActions().recover(enabled, Instant.EPOCH, TEXTS, 10));
    refused(() -> old.deliveryActions().redeliver(ended.delivery().id(), later, TEXTS));
    assertThat(unheard.count()).isEqualTo(2);
    refused(() -> database.write(unheard::write));
    assertThat(new WebhookDeliveries(young.log(), webhook.id()).counts())
        .containsEntry("delivered", 1L)
        .containsEntry("missed", 1L)
        .containsEntry("pending", 0L);
    assertThat(new WebhookDeliveries(young.log(), later.id()).counts().values()).containsOnly(0L);
    assertThat(young.deliveryActions().waiting(10)).isZero();
  }

  /** Another one is entered, and has not given rows to what is open yet. */
  @Test
  void aNodeThatIsJustTakenOverGivesNoRowsToWhatIsOpen() {
    Store old = store("old");
    webhookIn(old);
    Delivery.Id open = record(old).getFirst().delivery().id();
    execute("update nodes set taken_over_at = clock_timestamp()");

    refused(() -> old.deliveryActions().cancel(open, clock.instant()));
    refused(() -> old.deliveryActions().retryNow(open));
    assertThat(store("young").deliveryActions().cancel(open, clock.instant()))
        .isEqualTo(ActionResult.DONE);
  }

  @Test
  void whatANodeLeftThatIsForgottenIsTakenOverByTheNextStart() {
    Store old = store("old");
    Webhook webhook = webhookIn(old);
    DueDelivery ended = record(old).getFirst();
    old.settlements().settle(List.of(delivered(ended)));
    old.deliveryActions().redeliver(ended.delivery().id());
    List<DueDelivery> pending = record(old);
    execute("delete from nodes");

    Store young = store("young");

    assertThat(young.due().due(webhook.id(), clock.instant(), Place.START, 10)).isEqualTo(pending);
    assertThat(young.due().redeliveries(webhook.id(), 10)).hasSize(1);
  }

  @Test
  void aNodeThatWasTakenOverStillShowsWhatHasEndedSince() {
    Store old = store("old");
    Webhook webhook = webhookIn(old);
    old.settlements().settle(List.of(delivered(record(old).getFirst())));
    old.lease().release();
    Store young = store("young");
    young.settlements().settle(List.of(delivered(record(young).getFirst())));

    DeliveryFilter ofWebhook = DeliveryFilter.ALL.to(webhook.id());
    assertThat(old.log().page(ofWebhook, Cursor.NEWEST, 10).entries())
        .isEqualTo(young.log().page(ofWebhook, Cursor.NEWEST, 10).entries())
        .hasSize(2);
  }

  private static void refused(ThrowingCallable result) {
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(result)
        .matches(refusal -> refusal.code() == Code.STORE_LOCKED);
  }

  private Store store(String name) {
    return database.store(clock, new Node(name, LONG, true));
  }

  private Webhook webhookIn(Store store) {
    Webhook webhook =
        Webhook.of("any", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  private static Webhook turn(Store store, Webhook webhook, WebhookState state) {
    return store.webhooks().change(webhook.id(), it -> it.in(state)).orElseThrow();
  }

  private List<DueDelivery> record(Store store) {
    Event event = Event.of(TYPE, "picture", clock.instant(), new TextSnapshot("picture"));
    return database.write(connection -> store.outbox().append(connection, event)).due();
  }

  private Settlement delivered(DueDelivery due) {
    return TestSettlements.ended(due.delivery(), 200, clock.instant());
  }

  private void execute(String sql) {
    database.write(
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }
}
