package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Several nodes in one process, each with connections of its own to one database. */
final class NodesFixture implements AutoCloseable {

  static final EventType TYPE = new EventType("asset_create");
  static final Duration LONG = Duration.ofSeconds(30);

  /** What a killed or frozen node has, which this test renews no more. */
  static final Duration SHORT = Duration.ofMillis(300);

  final ManualClock clock = new ManualClock();
  final TestCipher cipher = new TestCipher();
  private final String database = Server.ONE.newDatabase();
  private final List<TestNode> nodes = new ArrayList<>();
  private final StoreLimits limits;

  NodesFixture() {
    this(StoreLimits.DEFAULT);
  }

  NodesFixture(StoreLimits limits) {
    this.limits = limits;
  }

  TestNode node(String name) {
    return node(new Node(name, LONG));
  }

  TestNode node(Node node) {
    OpenPostgres opened = OpenPostgres.on(database);
    Embedder embedder = Embedder.of(cipher, SubjectFilter::read);
    var parts = PostgresStore.opened(opened, embedder, clock, node, limits);
    TestNode added = new TestNode(opened, parts.store(), parts.context(), clock);
    nodes.add(added);
    return added;
  }

  /** All of them go by the list that each sees. */
  static void agree(TestNode... nodes) {
    Stream.of(nodes).forEach(node -> assertThat(node.store().lease().renew()).isTrue());
    Stream.of(nodes).forEach(node -> node.store().lease().confirm(node.store().lease().view()));
    for (TestNode node : nodes) {
      assertThat(node.store().lease().renew()).isTrue();
      assertThat(node.store().lease().view().live()).hasSize(nodes.length);
      assertThat(node.store().lease().view().agreed()).isTrue();
    }
  }

  /** Adopts what dead nodes left once their leases have ended. */
  static void takeOverFrom(TestNode dead, TestNode... adopters) throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (dead.number("select count(*) from nodes where taken_over_at is null")
            > adopters.length + 0L
        && System.nanoTime() < deadline) {
      for (TestNode adopter : adopters) {
        adopter.store().lease().takeOver();
      }
      Thread.sleep(20);
    }
    for (TestNode adopter : adopters) {
      adopter.store().lease().takeOver();
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.database().close());
  }

  /** One of them. */
  record TestNode(OpenPostgres database, Store store, StoreContext context, ManualClock clock) {

    long epoch() {
      return context.owner();
    }

    Webhook webhook(String name) {
      return webhook(name, WebhookLimits.DEFAULT);
    }

    Webhook ordered(String name) {
      return webhook(name, new WebhookLimits(0, 0, 0, Ordering.SUBJECT));
    }

    Webhook webhook(String name, WebhookLimits limits) {
      Webhook webhook =
          Webhook.of(name, "https://e/" + name, Webhook.Subscription.to(TYPE), clock.instant())
              .toBuilder()
              .limits(limits)
              .build();
      store.webhooks().add(webhook);
      return webhook;
    }

    Event event(String subject) {
      return Event.of(TYPE, subject, clock.instant(), Snapshot.of(Payload.of(subject)));
    }

    Receipt record(String subject) {
      Event event = event(subject);
      return database.write(connection -> store.outbox().append(connection, event));
    }

    /** A transaction of an embedder's. */
    Connection own() throws SQLException {
      Connection connection = database.pool().getConnection();
      connection.setAutoCommit(false);
      return connection;
    }

    Receipt record(Connection connection, String subject) throws SQLException {
      return store.outbox().append(connection, event(subject));
    }

    List<String> due(Webhook webhook) {
      return subjects(store.due().due(webhook.id(), clock.instant(), Place.START, 10_000));
    }

    List<DueDelivery> inSequence(Webhook webhook) {
      return store.due().inSequence(webhook.id(), -1, 10_000);
    }

    List<String> subjectsInSequence(Webhook webhook) {
      return subjects(inSequence(webhook));
    }

    static List<String> subjects(List<DueDelivery> due) {
      return due.stream().map(one -> one.delivery().subject()).toList();
    }

    void settle(DueDelivery due) {
      Settlement ended = TestSettlements.ended(due.delivery(), 200, clock.instant());
      store.settlements().settle(List.of(ended));
    }

    long number(String sql) {
      return database.read(connection -> Sql.number(connection, sql));
    }
  }
}
