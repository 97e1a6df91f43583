package dev.carillon.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.ScriptedResponse;
import dev.carillon.hooks.testkit.WebhookReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The shop as customers use it, and as operators run it. */
class TwoInstancesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ORDERS = 200;

  /** So few that their failures do not disable a webhook. */
  private static final int FEW_ORDERS = 12;

  @TempDir private static Path folder;
  private static EmbeddedPostgres postgres;
  private static Instance stays;

  @BeforeAll
  static void start() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    stays = instance();
  }

  @AfterAll
  static void stop() throws IOException {
    stays.close();
    postgres.close();
  }

  private static Instance instance() {
    return Instance.start(url(), keyFile());
  }

  private static String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  private static Path keyFile() {
    return folder.resolve("webhooks.key");
  }

  @Test
  void customersManageTheirOwnWebhooksAndGetTheirOwnOrders() throws Exception {
    Instance.Browser anna = stays.browser("anna");
    Instance.Browser ben = stays.browser("ben");
    try (WebhookReceiver receiver = WebhookReceiver.responding(400, 204)) {
      assertThat(anna.call("GET", "/", "")).contains("<h1>Your webhooks</h1>");
      String made = anna.call("POST", "/webhooks", registration(receiver.url()));
      receiver.secrets(field(made, "secret"));
      String path = "/webhooks/" + field(made, "id");

      ben.call("GET", "/", "");
      assertThat(ben.call("GET", "/webhooks", "")).isEqualTo("{\"webhooks\":[]}");
      assertThat(ben.response("GET", path, "").statusCode()).isEqualTo(404);
      assertThat(ben.response("GET", path + "/deliveries", "").statusCode()).isEqualTo(404);
      ben.call("POST", "/orders", "{\"item\": \"rope\"}");
      anna.call("POST", "/orders", "{\"item\": \"bell\"}");

      ReceivedWebhook refused = receiver.next();
      assertThat(refused.text()).contains("\"customer\":\"anna\"", "\"item\":\"bell\"");
      String failed = awaitDelivery(anna, path, "failed");
      anna.call("POST", path + "/deliveries/" + failed + "/redeliveries", "");
      assertThat(receiver.next().deliveryId()).isEqualTo(refused.deliveryId());
      awaitDelivery(anna, path, "delivered");
      anna.call("DELETE", path, "");
      assertThat(receiver.received()).hasSize(2);
    }
  }

  @Test
  void aCustomerHasFiveWebhooksAtMost() throws Exception {
    Instance.Browser ben = stays.browser("ben");
    ben.call("GET", "/", "");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(field(ben.call("POST", "/webhooks", registration("https://example.com")), "id"));
    }
    HttpResponse<String> refused =
        ben.response("POST", "/webhooks", registration("https://example.com"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("must be an owner with fewer than 5 webhooks (it has 5");
    for (String id : ids) {
      ben.call("DELETE", "/webhooks/" + id, "");
    }
  }

  @Test
  void whatIsShippedIsAnEventOfTheSameOrder() throws Exception {
    Instance.Browser anna = stays.browser("anna");
    assertThat(anna.call("GET", "/page.js", "")).contains("orders/${order.id}/shipment");
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      String made = anna.call("POST", "/webhooks", registration(receiver.url()));
      receiver.secrets(field(made, "secret"));
      String order = number(anna.call("POST", "/orders", "{\"item\": \"wheel\"}"));
      assertThat(anna.call("POST", "/orders/" + order + "/shipment", "")).contains("shipped");
      assertThat(anna.response("POST", "/orders/" + order + "/shipment", "").statusCode())
          .as("a second time")
          .isEqualTo(404);
      assertThat(List.of(receiver.next().text(), receiver.next().text()))
          .satisfiesExactlyInAnyOrder(
              placed -> assertThat(placed).contains("\"status\":\"placed\""),
              shipped -> assertThat(shipped).contains("\"status\":\"shipped\""));
      anna.call("DELETE", "/webhooks/" + field(made, "id"), "");
    }
  }

  @Test
  void anInstanceThatIsClosedUnderLoadLosesNothing() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      Instance.Browser anna = stays.browser("anna");
      anna.call("GET", "/", "");
      String made = anna.call("POST", "/webhooks", registration(receiver.url()));
      receiver.secrets(field(made, "secret"));
      CountDownLatch half = new CountDownLatch(ORDERS / 2);
      Thread there;
      Thread here;
      try (Instance closed = instance()) {
        there = orders(closed.bean(Orders.class), half);
        here = orders(stays.bean(Orders.class), half);
        half.await();
      }
      there.join();
      here.join();

      assertThat(receivedAllOf("clapper", receiver)).isGreaterThanOrEqualTo(ORDERS);
      anna.call("DELETE", "/webhooks/" + field(made, "id"), "");
    }
  }

  /** Nothing that it recorded was delivered, since the receiver was down, and is once it is up. */
  @Test
  void anInstanceThatIsKilledUnderLoadLosesNothing() throws Exception {
    AtomicBoolean down = new AtomicBoolean(true);
    Set<Long> accepted = ConcurrentHashMap.newKeySet();
    Function<ReceivedWebhook, ScriptedResponse> script =
        request -> {
          if (down.get()) {
            return ScriptedResponse.status(503);
          }
          accepted.add(Long.parseLong(number(request.text())));
          return ScriptedResponse.status(204);
        };
    try (WebhookReceiver receiver = WebhookReceiver.responding(script);
        InstanceProcess killed = InstanceProcess.start(url(), keyFile())) {
      Instance.Browser anna = stays.browser("anna");
      anna.call("GET", "/", "");
      String made = anna.call("POST", "/webhooks", registration(receiver.url()));
      receiver.secrets(field(made, "secret"));
      Instance.Browser there = killed.browser("anna");
      there.call("GET", "/", "");
      AtomicInteger placed = new AtomicInteger();
      CountDownLatch some = new CountDownLatch(FEW_ORDERS);
      Thread customer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        there.call("POST", "/orders", "{\"item\": \"tongue\"}");
                        placed.incrementAndGet();
                        some.countDown();
                      }
                    } catch (Exception dead) {
                      // what it has responded to was committed
                    }
                  });
      some.await();
      killed.kill();
      customer.join();
      assertThat(accepted).isEmpty();
      down.set(false);

      Set<Long> stored = stored("tongue");
      assertThat(stored).hasSizeGreaterThanOrEqualTo(placed.get());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!accepted.containsAll(stored)) {
        assertThat(System.nanoTime()).as("sent: %s of %s", accepted, stored).isLessThan(deadline);
        Thread.sleep(20);
        // the database may have been committing an order when its instance was killed
        stored = stored("tongue");
      }
      assertThat(accepted).as("orders that were rolled back").isEqualTo(stored("tongue"));
      anna.call("DELETE", "/webhooks/" + field(made, "id"), "");
    }
  }

  /**
   * How many orders of this item are stored, once the receiver has got all of them, and no other.
   */
  private static int receivedAllOf(String item, WebhookReceiver receiver) {
    Set<Long> stored = stored(item);
    Set<Long> received = new HashSet<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!received.containsAll(stored)) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      received.add(Long.parseLong(number(receiver.next(left).text())));
    }
    assertThat(received).as("orders that were rolled back").isEqualTo(stored);
    return stored.size();
  }

  private static Set<Long> stored(String item) {
    return Set.copyOf(
        stays
            .bean(JdbcClient.class)
            .sql("select id from orders where item = ?")
            .param(item)
            .query(Long.class)
            .list());
  }

  /** Places orders until there are enough, or its instance is closed. */
  private static Thread orders(Orders orders, CountDownLatch half) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (int i = 0; i < ORDERS; i++) {
                  orders.place("anna", "clapper");
                  half.countDown();
                }
              } catch (RuntimeException closed) {
                // what is stored was committed
              }
            });
  }

  private static String awaitDelivery(Instance.Browser customer, String path, String status)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      String page = customer.call("GET", path + "/deliveries?status=" + status, "");
      if (page.contains("\"id\":")) {
        return field(page, "id");
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no delivery became " + status);
  }

  private static String registration(String url) {
    return "{\"name\": \"orders\", \"url\": \"%s\", \"types\": [\"order.*\"]}".formatted(url);
  }

  private static String field(String json, String name) {
    return found("\"" + name + "\":\"([^\"]+)\"", json);
  }

  private static String number(String json) {
    return found("\"id\":([0-9]+)", json);
  }

  private static String found(String pattern, String json) {
    Matcher found = Pattern.compile(pattern).matcher(json);
    assertThat(found.find()).as(json).isTrue();
    return found.group(1);
  }
}
