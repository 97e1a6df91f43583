package dev.carillon.hooks.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/embed/quickstart.md} shows. */
class QuickstartPageTest {

  @TempDir private Path folder;

  @Test
  void theFirstWebhookOnPostgresql() throws Exception {
    try (HikariDataSource dataSource = ShopDatabase.postgres();
        WebhookReceiver receiver = WebhookReceiver.start()) {
      Path keyFile = folder.resolve("webhooks.key");
      String url = receiver.url();
      Order order = new Order("7", "a bell");

      Hooks hooks =
          Hooks.builder(dataSource)
              .key(keyFile) // made at the first start; keep it with your other secrets
              .allowLoopback() // for this try only: webhooks may point to this machine
              .start();

      Registered shipping =
          hooks.webhooks().register(WebhookRegistration.of("shipping", url).types("order.placed"));
      System.out.println(shipping.secret()); // shown this once; the receiver verifies with it

      try (Connection connection = hooks.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        OrderService.insert(connection, order);
        hooks.publish(connection, "order.placed", order.id(), order.json());
        connection.commit();
      }

      receiver.secrets(shipping.secret());
      ReceivedWebhook request = receiver.next();
      assertThat(request.text()).isEqualTo("{\"id\":\"7\",\"item\":\"a bell\"}");
      assertThat(request.type()).isEqualTo("order.placed");

      List<DeliveryLog.Entry> failed =
          hooks
              .deliveries()
              .list(DeliveryFilter.ALL.in("pending", "failed"), Cursor.NEWEST, 20)
              .entries();
      for (DeliveryLog.Entry entry : failed) {
        System.out.println(entry.delivery() + " " + entry.last());
      }

      hooks.close();
      assertThat(ShopDatabase.number(dataSource, "select count(*) from orders")).isOne();
      assertThat(ShopDatabase.number(dataSource, "select count(*) from hooks_events")).isOne();
    }
  }

  @Test
  void theShortestProgram() throws Exception {
    byte[] key = new byte[32];
    Order order = new Order("7", "a bell");
    String json = order.json();
    try (HikariDataSource dataSource = ShopDatabase.postgres()) {
      Hooks hooks = Hooks.builder(dataSource).key(key).start();
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        hooks.publish(connection, "order.placed", order.id(), json); // in your transaction
        connection.commit();
      }
      assertThat(ShopDatabase.number(dataSource, "select count(*) from hooks_events")).isOne();
      hooks.close();
    }
  }

  @Test
  void theFirstWebhookInAnSqliteFile() {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      String url = receiver.url();
      Path keyFile = folder.resolve("webhooks.key");
      Path file = folder.resolve("shop.db");

      Hooks hooks = Hooks.builder(file).key(keyFile).allowLoopback().start();
      hooks.webhooks().register(WebhookRegistration.of("shipping", url).types("order.placed"));
      hooks.transaction(
          connection -> hooks.publish(connection, "order.placed", "7", "{\"item\":\"a bell\"}"));

      assertThat(receiver.next().text()).isEqualTo("{\"item\":\"a bell\"}");
      hooks.close();
    }
  }
}
