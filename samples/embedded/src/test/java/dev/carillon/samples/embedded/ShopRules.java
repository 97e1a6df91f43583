package dev.carillon.samples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of the sample on every database: an order and its event live or die together. */
abstract class ShopRules {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  Books books = Books.postgres("");

  abstract Books newBooks(Path folder) throws Exception;

  @BeforeEach
  void openBooks() throws Exception {
    books = newBooks(folder);
  }

  @Test
  void anOrderIsStoredAndItsReceiverIsToldSigned() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        ShopProcess shop = open(receiver.url())) {
      String secret = shop.line("secret");
      shop.type(7, "bell");
      shop.line("placed 7");

      Received request = receiver.next(PATIENCE);
      assertThat(request.text()).isEqualTo("{\"number\":7,\"item\":\"bell\"}");
      verify(secret, request);
      assertThat(request.header("X-Hook-Event")).contains("order.placed");
      assertThat(shop.end()).isZero();
    }
    assertThat(books.orders()).containsExactly(7);
  }

  @Test
  void anOrderThatIsRolledBackLeavesNoEvent() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        ShopProcess shop = open(receiver.url())) {
      shop.type(1, "bell");
      shop.line("placed 1");
      shop.type(1, "clapper");
      shop.line("refused 1");
      shop.type(2, "rope");
      shop.line("placed 2");

      Set<String> bodies = new HashSet<>();
      bodies.add(receiver.next(PATIENCE).text());
      bodies.add(receiver.next(PATIENCE).text());
      assertThat(bodies)
          .containsExactlyInAnyOrder(
              "{\"number\":1,\"item\":\"bell\"}", "{\"number\":2,\"item\":\"rope\"}");
      assertThat(receiver.rest()).isEmpty();
      assertThat(shop.end()).isZero();
    }
    assertTogether(1, 2);
  }

  @Test
  void aKillBeforeTheOrderIsWrittenTakesTheEventWithIt() throws Exception {
    killedIn("orders");
  }

  @Test
  void aKillBeforeTheEventIsWrittenTakesTheOrderWithIt() throws Exception {
    killedIn("hooks_events");
  }

  @Test
  void aKillAfterTheCommitLosesNothing() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(ScriptedReceiver.Script.status(503))) {
      String secret;
      try (ShopProcess shop = open(receiver.url())) {
        secret = shop.line("secret");
        for (int number = 1; number <= 20; number++) {
          shop.type(number, "bell");
        }
        shop.line("placed 20");
        shop.kill();
      }
      assertTogether(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
      receiver.rest();

      try (ShopProcess shop = reopened()) {
        Set<String> told = new HashSet<>();
        while (told.size() < 20) {
          Received request = receiver.next(PATIENCE);
          verify(secret, request);
          told.add(request.text());
        }
        shop.kill();
      }
    }
  }

  /** Kills the shop while it waits for an insert into this table. */
  void killedIn(String table) throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        ShopProcess shop = open(receiver.url())) {
      shop.type(1, "bell");
      shop.line("placed 1");
      receiver.next(PATIENCE);
      books.stall(table);
      shop.type(2, "bell");
      awaitTransaction();
      shop.kill();
      books.goOn(table);
      assertTogether(1);
      assertThat(receiver.rest()).isEmpty();
    }
  }

  private void awaitTransaction() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int seen = 0;
    while (seen < 5) {
      assertThat(System.nanoTime()).as("it never stalled").isLessThan(deadline);
      seen = books.inTransaction() ? seen + 1 : 0;
      Thread.sleep(50);
    }
  }

  private void assertTogether(Integer... numbers) throws Exception {
    assertThat(books.orders()).containsExactly(numbers);
    assertThat(books.events()).containsExactly(numbers);
    assertThat(books.deliveries()).containsExactly(numbers);
  }

  ShopProcess open(String webhook) throws Exception {
    return ShopProcess.start(folder, books.shopArgument(), webhook);
  }

  /** One more that uses the same database, which has the webhook. */
  ShopProcess reopened() throws Exception {
    ShopProcess shop = ShopProcess.start(folder, books.shopArgument());
    shop.line("open");
    return shop;
  }

  private static void verify(String secret, Received request) throws Exception {
    Map<String, List<String>> headers = new TreeMap<>();
    request.headers().forEach(header -> headers.put(header.getKey(), List.of(header.getValue())));
    new Webhook("whsec_" + secret).verify(request.text(), headers);
  }
}
