package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import dev.carillon.hooks.webhook.Webhook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes that go by the same list, and a webhook to which both send. */
abstract class NorthAndSouth {

  private static final int COUNTED_MAX = 10_000;

  final NodesFixture nodes = new NodesFixture();
  TestNode north;
  TestNode south;
  Webhook webhook;

  @BeforeEach
  void open() {
    north = nodes.node("north");
    webhook = north.webhook("any");
    south = nodes.node("south");
    NodesFixture.agree(north, south);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  /** How many deliveries of the webhook are pending, as a node says. */
  final long pending(TestNode node) {
    return node.store()
        .log()
        .count(DeliveryFilter.ALL.to(webhook.id()).in("pending"), COUNTED_MAX)
        .count();
  }
}
