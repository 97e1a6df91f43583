package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node gives rows to all that a dead one left open, however much that is. */
@Tag("long")
class PostgresTakeOverTest {

  private static final EventType TYPE = new EventType("asset_create");

  /** The driver would read all events of the dead node at once. */
  @Test
  void whatIsOpenIsReadInLittleMemory() throws Exception {
    assertThat(takeOver(left(1, 200_000), "-Xmx32m")).isEqualTo(200_000);
  }

  /** A database in which a node has left so many events open for each of so many webhooks. */
  private static String left(int webhooks, int events) throws SQLException {
    String name = Server.ONE.newDatabase();
    try (OpenPostgres database = OpenPostgres.on(name)) {
      Store store = database.store(Clock.systemUTC(), Node.named("old"));
      for (int i = 0; i < webhooks; i++) {
        store
            .webhooks()
            .add(
                Webhook.of(
                    "number " + i, "https://e/", Webhook.Subscription.to(TYPE), Instant.EPOCH));
      }
      Event event = Event.of(TYPE, "s", Instant.now(), new TextSnapshot("x".repeat(900)));
      database.write(connection -> store.outbox().append(connection, event));
      try (Connection connection = database.pool().getConnection();
          var statement = connection.createStatement()) {
        // as if the event had been recorded again and again
        statement.execute(
            """
            insert into events
              (sequence, id, type, subject, time, recorded_at, owner, fan, trace, payloads, snapshot)
            select sequence + n * %d, 'of the copy ' || n, type, subject, time, recorded_at, owner,
              fan, trace, payloads, snapshot
            from events, generate_series(1, %d - 1) as n
            """
                .formatted(webhooks + 1, events));
        statement.execute("select setval('delivery_sequence', max(sequence) + 9) from events");
      }
      store.lease().release();
    }
    return name;
  }

  /** How many a process with so much memory takes over. */
  private static long takeOver(String database, String memory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TakeOverProcess.class.getName(),
                Server.ONE.url(database))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return Long.parseLong(said.strip());
    } finally {
      process.destroy();
    }
  }
}
