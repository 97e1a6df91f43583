package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Contact;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database from before revisions were kept: its webhooks have one, its attempts name none. */
class RevisionsMigrationTest {

  private static final String EVENT = "1111111111122222222222";
  private static final String DELIVERY = "1111111111133333333333";

  private static final TestCipher CIPHER = new TestCipher();

  @TempDir private Path folder;

  @Test
  void webhooksGetAFirstRevisionAndOldAttemptsNameNone() throws SQLException {
    Path file = folder.resolve("old.db");
    migrate(file, "8");
    Webhook.Id id = Webhook.Id.random();
    Webhook.Id removed = Webhook.Id.random();
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      database.write(
          connection -> {
            webhook(connection, 1, id, "null");
            webhook(connection, 2, removed, "7");
            return delivered(connection);
          });
    }
    migrate(file, "latest");
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      Store store = SqliteStore.open(database, CIPHER);
      Webhook webhook = store.webhooks().find(id).orElseThrow();
      WebhookRevision first = store.webhooks().revision(id, 1).orElseThrow();
      assertThat(first).isEqualTo(WebhookRevision.of(webhook, first.madeAt()));
      assertThat(first.secret().token()).isEqualTo("a token");
      assertThat(store.webhooks().revision(removed, 1)).isEmpty();
      assertThat(store.attempts().of(new Delivery.Id(DELIVERY)))
          .extracting(attempt -> attempt.contact().made())
          .containsExactly(Contact.Made.UNKNOWN);
    }
  }

  private static void migrate(Path file, String target) {
    Flyway.configure()
        .dataSource("jdbc:sqlite:" + file, "", "")
        .locations("classpath:dev/carillon/hooks/jdbc/sqlite")
        .target(target)
        .load()
        .migrate();
  }

  private static void webhook(Connection connection, int key, Webhook.Id id, String removedAt)
      throws SQLException {
    HexFormat hex = HexFormat.of();
    execute(
        connection,
        """
        insert into webhooks (key, id, name, description, url, event_types, operational, filter,
          fields, changed_fields, headers, timeout_seconds, max_concurrent, max_per_second, ordering,
          disabled_reason, disabled_detail, secret, created_at, removed_at)
        values (%d, '%s', 'n', '', 'http://example.org/', '%s', '', '', '', '', x'%s', 9, 0, 0, 'NONE',
          '', '', x'%s', 5, %s)
        """
            .formatted(
                key,
                id.value(),
                new EventType("asset_create").name() + "\n",
                hex.formatHex(CIPHER.encrypt("X-A\n1\n")),
                hex.formatHex(CIPHER.encrypt("a token")),
                removedAt));
  }

  private static int delivered(Connection connection) throws SQLException {
    Event.Id event = new Event.Id(EVENT);
    execute(
        connection,
        "insert into events values (1, '%s', 'asset_create', 's', 1, 1, 1, x'00', null)"
            .formatted(event.value()));
    execute(
        connection,
        """
        insert into deliveries (sequence, id, event, webhook, payload, state, owner, attempts,
          ended_at, created_at, first_status, first_at, first_duration)
        values (2, '%s', 1, 1, 2, 1, 0, 1, 9, 1, 204, 8, 3)
        """
            .formatted(DELIVERY));
    return execute(connection, "insert into payloads values (2, x'7b7d')");
  }

  private static int execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
