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

  private static final int ORDERS = 1_000;
  private static final int KILLS =
      System.getProperty("carillon.faults", "short").equals("long") ? 30 : 1;

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

  /** As behind a load balancer: both record and send, and the elder one is killed under load. */
  @Test
  @Tag("faults")
  @Tag("k1")
  void whatAKilledInstanceLeavesIsSentByTheOther() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(slowly())) {
      ShopProcess elder = open(receiver.url());
      elder.line("open");
      Set<String> told = new HashSet<>();
      for (int kill = 0; kill < KILLS; kill++) {
        ShopProcess younger = reopened();
        long began = killedUnderLoad(elder, younger, kill * ORDERS);
        elder = younger;
        int orders = books.orders().size();
        while (told.size() < orders) {
          told.add(receiver.next(PATIENCE).text());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .as("after kill %d", kill + 1)
            .isLessThan(ADOPTED_WITHIN.plus(SENT_WITHIN));
      }
      elder.close();
    }
  }

  /** Both place orders, with numbers above {@code from}; when the elder one was killed. */
  private long killedUnderLoad(ShopProcess elder, ShopProcess younger, int from) throws Exception {
    int before = books.orders().size();
    try (elder) {
      for (int number = 1; number <= ORDERS; number++) {
        (number % 2 == 0 ? elder : younger).type(from + number, "bell");
      }
      elder.line("placed " + (from + 200));
      elder.kill();
    }
    long began = System.nanoTime();
    younger.line("placed " + (from + ORDERS - 1));
    Set<Integer> orders = books.orders();
    assertThat(books.events()).isEqualTo(orders);
    assertThat(orders.size() - before).isBetween(600, 999);
    return began;
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
