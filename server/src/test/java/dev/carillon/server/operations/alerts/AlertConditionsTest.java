package dev.carillon.server.operations.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.AttemptTarget.Peer;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.http.tls.Pem;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.DeliveryMode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.operations.alerts.AlertRule.Condition;
import dev.carillon.server.operations.backup.LastBackup;
import dev.carillon.server.platform.database.ServerTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of rule finds. */
class AlertConditionsTest {

  private static final EventType TYPE = new EventType("asset_create");

  @TempDir private Path home;
  private final ManualClock clock = new ManualClock();
  private Database database;
  private Store store;
  private AlertNode node;
  private Webhook index;
  private Webhook shop;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(home.resolve("carillon.db"));
    Tables.make(database);
    ServerTables.in(database);
    store = SqliteStore.open(database, new TestCipher(), SubjectFilter::read, clock);
    node = new AlertNode("one", database, store, clock);
    index = added("Search index", "https://index.example.com");
    shop = added("Shop", "http://shop.example.com");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Webhook added(String name, String url) {
    Webhook webhook = Webhook.of(name, url, Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  private List<String> found(Condition condition, int limit, String... webhooks) {
    node.set(
        15,
        List.of(new AlertRule("R", condition, limit, List.of(webhooks), List.of("c"), true)),
        List.of(new AlertChannel("c", AlertChannel.Type.MAIL, List.of("a@example.com"), "")));
    node.look();
    return node.alerts().stream()
        .filter(Alert::active)
        .map(alert -> alert.found().name() + ": " + alert.found().detail())
        .sorted()
        .toList();
  }

  @Test
  void aWebhookWhoseDeliveriesFail() {
    assertThat(found(Condition.WEBHOOK_FAILING, 0)).isEmpty();
    for (Webhook each : List.of(index, shop)) {
      int _ =
          database.write(
              c ->
                  Sql.update(
                      c,
                      "update webhooks set health = 'FAILING', failures_in_row = 7,"
                          + " last_error = 'HTTP 500' where id = ?",
                      each.id().value()));
    }
    assertThat(found(Condition.WEBHOOK_FAILING, 0))
        .containsExactly(
            "Search index: 7 attempts in a row failed, the last one with: HTTP 500",
            "Shop: 7 attempts in a row failed, the last one with: HTTP 500");
    assertThat(found(Condition.WEBHOOK_FAILING, 0, shop.id().value()))
        .singleElement()
        .asString()
        .startsWith("Shop");
  }

  @Test
  void aWebhookThatTheServerDisabled() {
    disable(index, WebhookState.Reason.FAILURES, "50 failures");
    disable(shop, WebhookState.Reason.MANUAL, "maintenance");
    disable(added("Copy", "http://copy.example.com"), WebhookState.Reason.RESTORED, "of a restore");
    assertThat(found(Condition.WEBHOOK_DISABLED, 0))
        .containsExactly("Search index: The server disabled it (failures): 50 failures");
  }

  private void disable(Webhook webhook, WebhookState.Reason reason, String detail) {
    assertThat(
            store
                .webhooks()
                .change(
                    webhook.id(),
                    old ->
                        old.toBuilder()
                            .state(new WebhookState.Disabled(clock.instant(), reason, detail))
                            .build()))
        .isPresent();
  }

  @Test
  void aBacklogThatIsTooOld() {
    Instant due = clock.instant().minus(Duration.ofMinutes(20));
    node.due.put(index.id(), due);
    node.due.put(shop.id(), due);
    disable(shop, WebhookState.Reason.MANUAL, "");
    assertThat(found(Condition.BACKLOG, 21)).isEmpty();
    assertThat(found(Condition.BACKLOG, 19))
        .containsExactly(
            "Search index: A delivery has been due since 2026-03-04T04:46:07Z and was not"
                + " attempted");
  }

  @Test
  void aConsumerThatIsTooFarBehind() {
    Webhook reader =
        Webhook.builder(clock.instant())
            .name("Reader")
            .mode(DeliveryMode.PULL)
            .subscription(Webhook.Subscription.to(TYPE))
            .build();
    store.webhooks().add(reader);
    Instant recorded = clock.instant().minus(Duration.ofMinutes(61));
    node.unacknowledged.put(reader.id(), recorded);
    node.unacknowledged.put(index.id(), recorded);
    node.due.put(reader.id(), recorded);
    assertThat(found(Condition.BACKLOG, 1)).isEmpty();
    assertThat(found(Condition.CONSUMER, 62)).isEmpty();
    assertThat(found(Condition.CONSUMER, 60))
        .containsExactly(
            "Reader: An event of 2026-03-04T04:05:07Z is not acknowledged by the consumer");
    node.unacknowledged.clear();
    clock.advance(Duration.ofSeconds(31));
    assertThat(found(Condition.CONSUMER, 60)).isEmpty();
  }

  @Test
  void aCertificateOfAReceiverThatEndsSoon() {
    Instant end = Instant.parse("2026-03-24T00:00:00Z");
    node.certificates.settled(
        TestSettlements.ended(
            new Delivery(
                Delivery.Id.random(),
                1,
                index.id(),
                Event.Id.at(clock.instant()),
                TYPE,
                "a",
                0,
                new DeliveryState.Pending(clock.instant()),
                clock.instant()),
            new Attempt(
                1,
                clock.instant(),
                Duration.ZERO,
                TestSettlements.outcome(ReceiverResponse.of(200)),
                Timings.NONE,
                new AttemptTarget(index.url(), Peer.at("192.0.2.1:443").secured("TLSv1.3", end)),
                false,
                false)));
    assertThat(found(Condition.CERTIFICATE, 19)).isEmpty();
    String found = "Search index: The receiver's certificate ends at 2026-03-24T00:00:00Z";
    assertThat(found(Condition.CERTIFICATE, 20)).containsExactly(found);
    node = new AlertNode("restarted", database, store, clock);
    assertThat(found(Condition.CERTIFICATE, 20)).containsExactly(found);
  }

  @Test
  void aClientCertificateThatEndsSoon() throws Exception {
    ClientCertificate certificate = new Certificates(home).pem("client");
    assertThat(store.webhooks().change(index.id(), old -> old.showing(certificate))).isPresent();
    Instant end = Pem.certificates(certificate.chain()).getFirst().getNotAfter().toInstant();
    clock.advance(Duration.between(clock.instant(), end.minus(Duration.ofHours(25))));
    assertThat(found(Condition.CERTIFICATE, 1)).isEmpty();
    clock.advance(Duration.ofHours(2));
    assertThat(found(Condition.CERTIFICATE, 1))
        .containsExactly("Search index: The webhook's client certificate ends at " + end);
  }

  @Test
  void noBackupOrAnOldOne() {
    assertThat(found(Condition.BACKUP, 48))
        .containsExactly("Backup: 'carillon backup' has not made a backup yet");
    node.backup = Optional.of(new LastBackup(clock.instant(), "/b", 1));
    assertThat(found(Condition.BACKUP, 48)).isEmpty();
    clock.advance(Duration.ofHours(49));
    assertThat(found(Condition.BACKUP, 48))
        .containsExactly("Backup: The last backup was made at 2026-03-04T05:06:07Z");
  }

  @Test
  void ofTooManyTheRestIsCounted() {
    for (int i = 0; i < AlertConditions.FINDINGS_MAX + 5; i++) {
      node.due.put(added("W" + i, "http://e" + i).id(), Instant.EPOCH);
    }
    assertThat(found(Condition.BACKLOG, 1))
        .hasSize(AlertConditions.FINDINGS_MAX + 1)
        .contains("5 more: The same is wrong with them");
  }
}
