package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers that were stored when any were allowed. */
class SqliteHeadersTest {

  @TempDir Path folder;

  @Test
  void oneThatNoWebhookMayHaveIsLeftOutAndStopsNothing() {
    ManualClock clock = new ManualClock();
    TestCipher cipher = new TestCipher();
    try (SqliteDatabase database = SqliteFixture.database(folder.resolve("store.db"))) {
      Store store = SqliteFixture.store(database, cipher, clock);
      Webhook.Subscription any = Webhook.Subscription.to(new EventType("asset_create"));
      Webhook webhook = Webhook.of("any", "https://e/", any, clock.instant());
      store.webhooks().add(webhook);
      byte[] stored = cipher.encrypt("User-Agent\nme\nX-Fine\nyes\nno token\nx\n");
      database.write(
          connection -> Sql.update(connection, "update webhooks set headers = ?", stored));
      assertThat(store.webhooks().find(webhook.id()).orElseThrow().headers())
          .isEqualTo(Map.of("X-Fine", "yes"));
      store.webhooks().change(webhook.id(), w -> w);
      assertThat(store.webhooks().current().webhooks()).hasSize(1);
    }
  }
}
