package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteHooksTest extends HooksRules {

  @TempDir Path folder;

  @Override
  HooksBuilder builder() {
    return Hooks.builder(folder.resolve("shop.db"));
  }

  @Override
  HooksBuilder elsewhere() {
    return Hooks.builder(folder.resolve("other.db"));
  }

  private SQLiteDataSource dataSource(String url) {
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl(url);
    return dataSource;
  }

  @Test
  void aDataSourceLeadsToItsFile() throws Exception {
    Hooks hooks =
        start(
            Hooks.builder(dataSource("jdbc:sqlite:" + folder.resolve("shop.db")))
                .key(KEY)
                .sender(sent));
    register(hooks);
    publish(hooks, "one");
    assertThat(sent.body()).isEqualTo(json("one"));
    assertThat(folder.resolve("shop.db")).exists();
    assertThatIllegalStateException()
        .isThrownBy(hooks::dataSource)
        .withMessageContaining("transaction(…)");
  }

  @Test
  void aDatabaseInMemoryIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hooks.builder(dataSource("jdbc:sqlite::memory:")).key(KEY).start())
        .withMessageContaining("in memory; allowed is one in a file");
  }

  /** The file's numbers are given in memory before its lock is taken. */
  @Test
  void aConnectionOfTheHostIsRefused() throws Exception {
    Hooks hooks = start();
    try (Connection own = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"))) {
      own.setAutoCommit(false);
      assertThatIllegalStateException()
          .isThrownBy(() -> hooks.publish(own, "order.placed", "one", json("one")))
          .withMessageContaining("only on the connection that transaction(…) lends");
    }
  }

  @Test
  void aSecondOneOnTheSameFileIsToldWhoHasIt() {
    Hooks first = start();
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> start(builder().key(KEY).sender(sent)))
        .withMessageContaining("is in use by this process")
        .withMessageContaining("close it first")
        .satisfies(
            refused -> assertThat(refused.code()).isEqualTo(HooksException.Code.STORE_LOCKED));
    first.close();
    assertThat(start().status().sending()).isTrue();
  }

  /** It would be registered, and each of its requests would fail. */
  @Test
  void anAddressThatNoRequestMayGoToIsRefusedAtOnce() {
    Hooks hooks = start(builder().key(KEY).allow("10.1.0.0/16"));
    for (String url : List.of("http://10.2.0.1/hook", "http://127.0.0.1/", "http://[fe80::1]/")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> hooks.webhooks().register(to(url)))
          .withMessageStartingWith("'url' must be the URL of a public address, or of one in a")
          .withMessageContaining(" is in the blocked range ");
    }
    Webhook.Id id = hooks.webhooks().register(to("http://10.1.0.1/")).webhook().id();
    hooks.webhooks().register(to("https://localhost/"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.webhooks().update(id, webhook -> webhook.url("http://10.2.0.1/")))
        .withMessageContaining("10.2.0.1 is in the blocked range 10.0.0.0/8");
    assertThat(hooks.webhooks().list())
        .extracting(WebhookView::url)
        .containsExactly("http://10.1.0.1/", "https://localhost/");
  }

  private static WebhookRegistration to(String url) {
    return WebhookRegistration.of("shipping", url).types("order.placed");
  }

  @Test
  void aProcessThatOnlyRecordsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(builder().key(KEY).role(Role.RECORD_ONLY)))
        .withMessageContaining("belongs to one process");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(builder().key(KEY).schema("hooks")))
        .withMessageContaining("SQLite has no schemas");
  }
}
