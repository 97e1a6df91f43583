package dev.carillon.samples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class PostgresShopTest extends ShopRules {

  /** A lease, and the time until the others look for those that have ended. */
  private static final Duration ADOPTED_WITHIN = Duration.ofSeconds(15 + 3);

  /**
   * What was left then, 16 requests of 100 ms at a time, and what those are late on this machine.
   */
  private static final Duration SENT_WITHIN = Duration.ofSeconds(6);

  private static EmbeddedPostgres postgres;
  private static int databases;

  @BeforeAll
  static void start() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            // a killed client's transaction ends soon, even while a statement sleeps
            .setServerConfig("client_connection_check_interval", "200ms")
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  /** In a transaction that the shop began itself each delivery has a row at once. */
  @Test
  void aKillBeforeTheDeliveriesAreWrittenTakesTheEventWithIt() throws Exception {
    killedIn("hooks_deliveries");
  }

  /** As behind a load balancer: both record and send, and one is killed under load. */
  @Test
  void whatAKilledInstanceLeavesIsSentByTheOther() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(slowly());
        ShopProcess killed = open(receiver.url());
        ShopProcess other = reopened()) {
      killed.line("open");
      for (int number = 1; number <= 1_000; number++) {
        (number % 2 == 0 ? killed : other).type(number, "bell");
      }
      killed.line("placed 200");
      killed.kill();
      long began = System.nanoTime();
      other.line("placed 999");

      Set<Integer> orders = books.orders();
      assertThat(books.events()).isEqualTo(orders);
      assertThat(orders).hasSizeBetween(600, 999);
      Set<String> told = new HashSet<>();
      while (told.size() < orders.size()) {
        told.add(receiver.next(PATIENCE).text());
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      assertThat(elapsed).isLessThan(ADOPTED_WITHIN.plus(SENT_WITHIN));
    }
  }

  private static ScriptedReceiver.Script slowly() {
    ScriptedReceiver.Script accepts = ScriptedReceiver.Script.status(204);
    return (request, out, socket) -> {
      Thread.sleep(100);
      return accepts.answer(request, out, socket);
    };
  }

  @Override
  Books newBooks(Path folder) throws SQLException {
    String name = "shop_" + ++databases;
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return Books.postgres(postgres.getJdbcUrl("postgres", name));
  }
}
