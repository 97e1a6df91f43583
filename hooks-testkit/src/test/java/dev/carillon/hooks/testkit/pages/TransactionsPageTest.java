package dev.carillon.hooks.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.AfterCommit;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.testkit.HooksAssertions;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/embed/transactions.md} shows. */
class TransactionsPageTest {

  private static final byte[] KEY = new byte[32];

  private final WebhookReceiver receiver = WebhookReceiver.start();
  private final List<Runnable> atCommit = new ArrayList<>();
  private HikariDataSource dataSource;
  private Hooks hooks;

  @BeforeEach
  void start() throws SQLException {
    dataSource = ShopDatabase.postgres();
    AfterCommit transactionManager = (connection, task) -> atCommit.add(task);
    hooks =
        Hooks.builder(dataSource).key(KEY).allowLoopback().afterCommit(transactionManager).start();
    hooks
        .webhooks()
        .register(WebhookRegistration.of("shipping", receiver.url()).types("order.placed"));
  }

  @AfterEach
  void close() {
    hooks.close();
    dataSource.close();
    receiver.close();
  }

  @Test
  void whatIsRolledBackIsNeitherStoredNorSent() throws SQLException {
    Order order = new Order("7", "a bell");
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      OrderService.insert(connection, order);
      hooks.publish(connection, "order.placed", order.id(), order.json());
      connection.rollback();
    }
    HooksAssertions.assertThat(hooks).publishedNothing();
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void aTransactionManagerTellsOfTheCommit() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      hooks.publish(connection, "order.placed", "7", "{}");
      connection.commit();
      atCommit.forEach(Runnable::run);
    }
    assertThat(receiver.next().type()).isEqualTo("order.placed");
  }

  @Test
  void aTransactionOfTheLibrary() {
    Order order = new Order("7", "a bell");
    Published published =
        hooks.transaction(
            connection -> {
              OrderService.insert(connection, order); // whatever throws here undoes everything
              return hooks.publish(connection, "order.placed", order.id(), order.json());
            });
    System.out.println(published.eventId() + " goes to " + published.webhooks() + " webhooks");

    assertThat(receiver.next().text()).contains("a bell");
  }

  @Test
  void anEventWithoutRowsBesideIt() {
    hooks
        .webhooks()
        .register(WebhookRegistration.of("opening hours", receiver.url()).types("shop.opened"));
    hooks.publish("shop.opened", "1", "{\"by\":\"anna\"}");

    assertThat(receiver.next().text()).isEqualTo("{\"by\":\"anna\"}");
  }

  @Test
  void anEventWithATimeOfItsOwn() {
    Instant placedAt = Instant.parse("2026-03-04T05:06:07Z");
    String json = "{\"item\":\"a bell\"}";
    Event event = Event.of(new EventType("order.placed"), "7", placedAt, Snapshot.of(json));
    hooks.transaction(connection -> hooks.publish(connection, event));

    assertThat(receiver.next().text()).isEqualTo(json);
    assertThat(hooks.events().find(event.id()).orElseThrow().time()).isEqualTo(placedAt);
  }

  @Test
  void aConnectionInAutoCommitModeIsRefused() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      assertThatThrownBy(() -> hooks.publish(connection, "order.placed", "7", "{}"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("auto-commit");
    }
  }
}
