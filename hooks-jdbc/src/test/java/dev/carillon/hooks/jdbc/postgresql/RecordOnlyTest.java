package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In whose name a process records that does not send. */
@Timeout(120)
class RecordOnlyTest {

  private static final String OWNERS = "select coalesce(min(owner), -1) from deliveries";

  /** Of so many, both nodes have some: all but one in 500,000 times. */
  private static final int MANY = 20;

  private final NodesFixture nodes = new NodesFixture();

  @AfterEach
  void close() {
    nodes.close();
  }

  /** A store on the connections of a node, which sends nothing. */
  private Store recorder(TestNode beside) {
    Embedder embedder = Embedder.of(nodes.cipher, SubjectFilter::read);
    return PostgresStore.openToRecord(beside.database(), embedder, nodes.clock);
  }

  /** What it records is due a moment later: see {@code SqlOutbox}. */
  private void record(Store recorder, TestNode beside, String subject) {
    beside
        .database()
        .write(connection -> recorder.outbox().append(connection, beside.event(subject)));
    nodes.clock.advance(Duration.ofMillis(1));
  }

  @Test
  void itIsInNobodysWay() {
    TestNode north = nodes.node("north");
    north.webhook("plain");
    record(recorder(north), north, "one");
    assertThat(north.number("select count(*) from nodes")).isEqualTo(1);
    assertThat(north.number(OWNERS)).isEqualTo(north.epoch());
    assertThat(north.store().lease().renew()).isTrue();
    assertThat(north.store().lease().view().alone()).isTrue();
  }

  @Test
  void whatItRecordsForANodeThatDiesMovesToAnother() throws Exception {
    TestNode dead = nodes.node(new Node("dead", NodesFixture.SHORT));
    Webhook webhook = dead.webhook("plain");
    Store recorder = recorder(dead);
    record(recorder, dead, "one");
    try (Connection own = dead.own()) {
      recorder.outbox().append(own, dead.event("two"));
      nodes.clock.advance(Duration.ofMillis(1));
      Thread.sleep(2 * NodesFixture.SHORT.toMillis());
      TestNode south = nodes.node("south");
      assertThat(south.due(webhook)).containsExactly("one");
      own.commit();
      south.store().lease().takeOver();
      assertThat(south.due(webhook)).containsExactly("one", "two");

      record(recorder, south, "three");
      assertThat(south.due(webhook)).containsExactly("one", "two", "three");
    }
  }

  @Test
  void whatItRecordsWhileNoneSendsIsFoundByTheNextAndByOneThatHasJustStarted() throws Exception {
    TestNode gone = nodes.node(new Node("gone", NodesFixture.SHORT));
    Webhook webhook = gone.webhook("plain");
    Thread.sleep(2 * NodesFixture.SHORT.toMillis());
    Store recorder = recorder(gone);
    record(recorder, gone, "one");
    assertThat(gone.number(OWNERS)).isZero();
    try (Connection own = gone.own()) {
      recorder.outbox().append(own, gone.event("two"));
      nodes.clock.advance(Duration.ofMillis(1));
      TestNode south = nodes.node("south");
      assertThat(south.due(webhook)).containsExactly("one");
      own.commit();
      forgetTaken(south);
      south.store().lease().takeOver();
      assertThat(south.due(webhook)).containsExactly("one", "two");
    }
  }

  /** As what it records, where a transaction ends after all that the dead left was moved. */
  @Test
  void theRedeliveryThatItAsksForWhileNoneSendsIsFoundWithoutEnd() throws Exception {
    TestNode gone = nodes.node(new Node("gone", NodesFixture.SHORT));
    Webhook webhook = gone.webhook("plain");
    DueDelivery due = gone.record("one").due().getFirst();
    gone.settle(due);
    Thread.sleep(2 * NodesFixture.SHORT.toMillis());
    Store recorder = recorder(gone);
    Delivery ended = recorder.log().find(due.delivery().id()).orElseThrow().entry().delivery();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(1);
    CompletableFuture<ActionResult> asking =
        CompletableFuture.supplyAsync(
            () ->
                gone.database()
                    .write(
                        connection -> {
                          var result = recorder.deliveryActions().redeliver(connection, ended);
                          asked.countDown();
                          await(taken);
                          return result;
                        }));
    await(asked);
    TestNode south = nodes.node("south");
    south.store().lease().takeOver();
    taken.countDown();
    assertThat(asking.join()).isEqualTo(ActionResult.DONE);
    forgetTaken(south);
    assertThat(south.store().due().redelivering()).isEmpty();
    south.store().lease().takeOver();
    assertThat(south.store().due().redelivering()).containsExactly(webhook.id());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  /** As where a sender records it: so the holder sends it without making it its own before. */
  @Test
  void whatHasAnOrderIsItsHoldersFromTheStart() {
    TestNode north = nodes.node("north");
    TestNode south = nodes.node("south");
    List<Webhook> ordered = IntStream.range(0, MANY).mapToObj(i -> north.ordered("" + i)).toList();
    NodesFixture.agree(north, south);
    record(recorder(north), north, "one");
    for (Webhook webhook : ordered) {
      assertThat(
              north.number(
                  "select owner from deliveries where webhook = (select key from webhooks where id = '%s')"
                      .formatted(webhook.id().value())))
          .isEqualTo(north.store().lease().view().sender(webhook.id()));
    }
  }

  /** A node that is alone does not hear of what a process beside it has not committed. */
  @Test
  void whereTheOrderCountsNothingPassesWhatIsNotCommittedYet() throws Exception {
    TestNode gone = nodes.node(new Node("gone", NodesFixture.SHORT));
    Webhook ordered = gone.ordered("ordered");
    Thread.sleep(2 * NodesFixture.SHORT.toMillis());
    Embedder embedder = Embedder.of(nodes.cipher, SubjectFilter::read);
    Store alone =
        PostgresStore.openAmongRecorders(
            gone.database(), embedder, nodes.clock, Node.named("alone"));
    Store recorder = recorder(gone);
    try (Connection own = gone.own()) {
      recorder.outbox().append(own, gone.event("first"));
      record(alone, gone, "second");
      assertThat(alone.due().inSequence(ordered.id(), -1, 10)).isEmpty();
      own.commit();
    }
    assertThat(TestNode.subjects(alone.due().inSequence(ordered.id(), -1, 10)))
        .containsExactly("first", "second");
  }

  /** As ten minutes later: no node of this database is known to have ended. */
  private static void forgetTaken(TestNode node) throws SQLException {
    try (Connection connection = node.own();
        var statement = connection.createStatement()) {
      statement.execute("delete from nodes where taken_over_at is not null");
      connection.commit();
    }
  }
}
