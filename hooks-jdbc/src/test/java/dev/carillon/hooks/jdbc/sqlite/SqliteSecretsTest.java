package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that was replaced is not kept longer than it signs. */
class SqliteSecretsTest {

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private SqliteDatabase database;
  private Store store;
  private Webhook webhook;

  @BeforeEach
  void roll() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    store = SqliteFixture.store(database, new TestCipher(), clock);
    Webhook added =
        Webhook.of(
            "any",
            "https://e/",
            Webhook.Subscription.to(new EventType("asset_create")),
            clock.instant());
    store.webhooks().add(added);
    Instant until = clock.instant().plus(Duration.ofHours(1));
    webhook =
        store
            .webhooks()
            .change(added.id(), w -> w.with(w.secret().rotated(clock.instant(), until)))
            .orElseThrow();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aPurgeForgetsItOnceItIsOver() {
    clock.advance(Duration.ofMinutes(24 * 60 + 59));
    store.retention().purge(Instant.EPOCH, 10);
    assertThat(store.webhooks().find(webhook.id())).contains(webhook);
    clock.advance(Duration.ofMinutes(1));
    store.retention().purge(Instant.EPOCH, 10);
    assertThat(olds()).isZero();
    assertThat(store.webhooks().find(webhook.id()).orElseThrow().secret())
        .isEqualTo(webhook.secret().alone());
  }

  @Test
  void aChangeDoesNotStoreItAgain() {
    WebhookState off = new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "");
    store.webhooks().change(webhook.id(), w -> w.in(off));
    assertThat(olds()).isEqualTo(1);
    clock.advance(Duration.ofHours(25));
    store.webhooks().change(webhook.id(), w -> w.in(new WebhookState.Enabled()));
    assertThat(olds()).isZero();
  }

  /** It signs by the wall clock, of which the engine's may be hours ahead. */
  @Test
  void anOverlapThatBeginsWhileTheEnginesClockIsAheadIsKept() {
    clock.advance(Duration.ofHours(20));
    store.webhooks().change(webhook.id(), w -> w);
    store.retention().purge(Instant.EPOCH, 10);
    assertThat(olds()).isEqualTo(1);
  }

  private long olds() {
    return database.read(
        connection ->
            Sql.number(
                connection,
                "select count(*) from webhooks"
                    + " where old_secret is not null or old_secret_until is not null"));
  }
}
