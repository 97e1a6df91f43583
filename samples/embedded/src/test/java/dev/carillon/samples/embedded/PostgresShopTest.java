package dev.carillon.samples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
    Requests requests = new Requests();
    try (ScriptedReceiver receiver = ScriptedReceiver.start(requests.slowly())) {
      ShopProcess elder = open(receiver.url());
      elder.line("open");
      for (int kill = 0; kill < KILLS; kill++) {
        ShopProcess younger = reopened();
        Kill done = killedUnderLoad(elder, younger, kill * ORDERS);
        elder = younger;
        requests.await(receiver, books.orders());
        requests.check(done);
      }
      elder.close();
      for (Received late : receiver.rest()) {
        requests.add(late);
      }
      requests.check(books.orders());
    }
  }

  /** What the receiver has got: at least one request for each order, and for nothing else. */
  private static final class Requests {

    private final Map<String, String> idsByBody = new HashMap<>();
    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();
    private int doubled;

    void await(ScriptedReceiver receiver, Set<Integer> orders) throws Exception {
      Set<String> missing = bodies(orders);
      missing.removeAll(idsByBody.keySet());
      while (!missing.isEmpty()) {
        Received request = receiver.next(PATIENCE);
        add(request);
        missing.remove(request.text());
      }
    }

    /** One that comes again has the same id. */
    void add(Received request) {
      String id = request.header("webhook-id").orElseThrow();
      String before = idsByBody.putIfAbsent(request.text(), id);
      if (before != null) {
        assertThat(id).as(request.text()).isEqualTo(before);
        doubled++;
      }
    }

    /** What the killed one left is sent in time, however long the other still takes orders. */
    void check(Kill kill) {
      Duration own = kill.placed().compareTo(ADOPTED_WITHIN) > 0 ? kill.placed() : ADOPTED_WITHIN;
      for (int number : kill.orders()) {
        // one that came this moment may not be noted yet
        String body = new Order(number, "bell").json();
        long arrival = arrivals.computeIfAbsent(body, unnoted -> System.nanoTime());
        assertThat(Duration.ofNanos(arrival - kill.at()))
            .as("order %d, all placed after %s", number, kill.placed())
            .isLessThan((number % 2 == 0 ? ADOPTED_WITHIN : own).plus(SENT_WITHIN));
      }
    }

    /** Notes when each came first. */
    ScriptedReceiver.Script slowly() {
      ScriptedReceiver.Script accepts = ScriptedReceiver.Script.status(204);
      return (request, out, socket) -> {
        arrivals.putIfAbsent(request.text(), System.nanoTime());
        Thread.sleep(100);
        return accepts.answer(request, out, socket);
      };
    }

    void check(Set<Integer> orders) {
      assertThat(idsByBody.keySet()).isEqualTo(bodies(orders));
      assertThat(Set.copyOf(idsByBody.values())).as("ids").hasSameSizeAs(orders);
      System.out.printf("orders %d, requests that came again %d%n", orders.size(), doubled);
    }

    private static Set<String> bodies(Set<Integer> orders) {
      return orders.stream()
          .map(number -> new Order(number, "bell").json())
          .collect(Collectors.toSet());
    }
  }

  /** The elder one, of the even numbers, was killed at this time; when the other was done. */
  private record Kill(long at, Duration placed, Set<Integer> orders) {}

  /** Both place orders, with numbers above {@code from}. */
  private Kill killedUnderLoad(ShopProcess elder, ShopProcess younger, int from) throws Exception {
    int before = books.orders().size();
    try (elder) {
      for (int number = 1; number <= ORDERS; number++) {
        (number % 2 == 0 ? elder : younger).type(from + number, "bell");
      }
      elder.line("placed " + (from + 200));
      elder.kill();
    }
    long at = System.nanoTime();
    younger.line("placed " + (from + ORDERS - 1));
    Duration placed = Duration.ofNanos(System.nanoTime() - at);
    Set<Integer> orders = books.orders();
    assertThat(books.events()).isEqualTo(orders);
    assertThat(orders.size() - before).isBetween(600, 999);
    return new Kill(at, placed, orders);
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
