package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import dev.carillon.hooks.jdbc.store.Adoption;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that come, work side by side, leave, die, and wake up after they were given up. */
@Timeout(120)
class SeveralNodesTest {

  private final NodesFixture nodes = new NodesFixture();
  private TestNode north;
  private Webhook webhook;

  @BeforeEach
  void open() {
    north = nodes.node("north");
    webhook = north.webhook("any");
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private TestNode shortLived() {
    return nodes.node(new Node("short", NodesFixture.SHORT));
  }

  @Test
  void eachSendsWhatItHasRecorded() {
    TestNode south = nodes.node("south");
    NodesFixture.agree(north, south);
    north.record("of north");
    south.record("of south");

    assertThat(north.due(webhook)).containsExactly("of north");
    assertThat(south.due(webhook)).containsExactly("of south");
    assertThat(north.store().due().earliestDue()).containsOnlyKeys(webhook.id());
  }

  @Test
  void aNodeThatWantsToBeAloneIsRefused() {
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> nodes.node(Node.alone("lonely")))
        .withMessageContaining("in use by node north")
        .matches(locked -> locked.code() == Code.STORE_LOCKED);
    assertThat(north.store().lease().renew()).isTrue();
  }

  @Test
  void noNodeWorksBesideOneThatWantsToBeAlone() {
    north.store().lease().release();
    TestNode lonely = nodes.node(Node.alone("lonely"));
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> nodes.node("south"))
        .withMessageContaining("in use by node lonely");
    lonely.store().lease().release();
    nodes.node("south");
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> lonely.record("late"))
        .matches(over -> over.code() == Code.STORE_LOCKED);
  }

  @Test
  void theFirstNodeGoesByItsListAtOnceAndTheNextOneOnlyOnceAllDo() {
    assertThat(north.store().lease().view().agreed()).isTrue();
    TestNode south = nodes.node("south");
    assertThat(south.store().lease().view().live()).containsExactly(north.epoch(), south.epoch());
    assertThat(south.store().lease().view().agreed()).isFalse();

    assertThat(north.store().lease().renew()).isTrue();
    north.store().lease().confirm(north.store().lease().view());
    assertThat(north.store().lease().view().agreed()).isFalse();
    south.store().lease().confirm(south.store().lease().view());
    assertThat(south.store().lease().view().agreed()).isTrue();
  }

  /** What it left open may come before what others send of the same subject. */
  @Test
  void aListIsNotAgreedWhileADeadNodeHasAMark() {
    TestNode dead = nodes.node("dead");
    dead.record("open");
    north
        .database()
        .write(
            connection ->
                Sql.update(
                    connection,
                    "update nodes set taken_over_at = clock_timestamp() where epoch = ?",
                    dead.epoch()));
    assertThat(north.store().lease().renew()).isTrue();
    north.store().lease().confirm(north.store().lease().view());
    assertThat(north.store().lease().view().live()).containsExactly(north.epoch());
    assertThat(north.store().lease().view().agreed()).isFalse();
    north.store().lease().takeOver();
    assertThat(north.store().lease().view().agreed()).isTrue();
    assertThat(north.due(webhook)).containsExactly("open");
  }

  /** Another node that reads what it left open may take longer than that. */
  @Test
  void aDeadNodeIsNotForgottenWhileItHasAMark() throws Exception {
    TestNode dead = nodes.node("dead");
    dead.record("open");
    long epoch = dead.epoch();
    try (Connection own = north.own()) {
      Sql.update(
          own,
          "update nodes set taken_over_at = clock_timestamp() - interval '1 hour' where epoch = ?",
          epoch);
      own.commit();
      Sql.any(
          own, "select pg_advisory_xact_lock(('nodes'::regclass::oid::bigint << 32) + ?)", epoch);
      north.store().lease().takeOver();
      assertThat(north.number("select count(*) from nodes")).isEqualTo(2);
      own.rollback();
    }
    north.store().lease().takeOver();
    assertThat(north.number("select count(*) from nodes")).isEqualTo(1);
    assertThat(north.due(webhook)).containsExactly("open");
  }

  @Test
  void whatADeadNodeLeftIsTakenOverWhileOthersWork() throws Exception {
    TestNode dead = shortLived();
    dead.record("open");
    try (Connection own = dead.own()) {
      dead.record(own, "with a row");
      own.commit();
    }
    NodesFixture.takeOverFrom(dead, north);

    assertThat(north.due(webhook)).containsExactlyInAnyOrder("open", "with a row");
    assertThat(north.store().lease().takenOver()).isEqualTo(2);
    assertThat(dead.due(webhook)).isEmpty();
    north.store().lease().confirm(north.store().lease().view());
    assertThat(north.store().lease().view().agreed()).isTrue();
  }

  @Test
  void whoLeavesIsTakenOverWithoutWaitingForItsLease() {
    TestNode south = nodes.node("south");
    south.record("of south");
    south.store().lease().release();
    north.store().lease().takeOver();
    assertThat(north.due(webhook)).containsExactly("of south");
    assertThat(north.store().lease().view().live()).containsExactly(north.epoch());
  }

  /** A live node is never marked, whoever looks. */
  @Test
  void aLiveNodeKeepsWhatItHas() {
    TestNode south = nodes.node("south");
    south.record("of south");
    north.store().lease().takeOver();
    assertThat(north.due(webhook)).isEmpty();
    assertThat(south.due(webhook)).containsExactly("of south");
    assertThat(south.store().lease().renew()).isTrue();
  }

  @Test
  void severalThatTakeOverAtOnceLoseAndDoubleNothing() throws Exception {
    TestNode south = nodes.node("south");
    TestNode west = nodes.node("west");
    TestNode dead = shortLived();
    List<String> expected = new ArrayList<>();
    try (Connection own = dead.own()) {
      for (int i = 0; i < 300; i++) {
        dead.record("open " + i);
        dead.record(own, "row " + i);
        expected.add("open " + i);
        expected.add("row " + i);
      }
      own.commit();
    }
    dead.store().lease().release();
    List<CompletableFuture<Void>> adopting =
        List.of(north, south, west).stream()
            .map(node -> CompletableFuture.runAsync(node.store().lease()::takeOver))
            .toList();
    adopting.forEach(CompletableFuture::join);
    north.store().lease().takeOver(); // what others had in their hands

    List<String> all = new ArrayList<>();
    List.of(north, south, west).forEach(node -> all.addAll(node.due(webhook)));
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Both have read it before one writes: the other one is at a mark that has moved. */
  @Test
  void aStepOfWhatADeadNodeLeftOpenIsWrittenByOneNode() {
    TestNode south = nodes.node("south");
    TestNode dead = nodes.node("dead");
    dead.record("one");
    dead.record("two");
    List<Adoption.Step> ofNorth = left(north, dead);
    List<Adoption.Step> ofSouth = left(south, dead);

    assertThat(written(north, ofNorth.getFirst())).isEqualTo(2);
    assertThat(written(south, ofSouth.getFirst())).isEqualTo(-1);
    assertThat(written(north, ofNorth.getLast())).isZero();
    assertThat(north.due(webhook)).containsExactly("one", "two");
    assertThat(south.due(webhook)).isEmpty();
  }

  private List<Adoption.Step> left(TestNode reader, TestNode dead) {
    List<Adoption.Step> steps = new ArrayList<>();
    reader
        .database()
        .<Boolean>read(
            connection -> {
              Adoption.left(connection, dead.epoch(), nodes.clock.instant(), steps::add);
              return true;
            });
    return steps;
  }

  private static int written(TestNode node, Adoption.Step step) {
    return node.database()
        .write(connection -> Adoption.write(connection, new PostgresDialect(), node.epoch(), step));
  }

  /** As a process that was suspended: its memory still says that it has something to send. */
  @Test
  void aFrozenNodeThatWakesUpSettlesNothingAndRecordsAsANewOne() throws Exception {
    TestNode frozen = shortLived();
    Receipt before = frozen.record("before");
    DueDelivery onTheWire = before.due().getFirst();
    long epoch = frozen.epoch();
    NodesFixture.takeOverFrom(frozen, north);

    frozen.settle(onTheWire);
    assertThat(north.due(webhook)).containsExactly("before");
    assertThat(frozen.store().lease().renew()).isFalse();
    Receipt after = frozen.record("after");

    assertThat(frozen.epoch()).isGreaterThan(epoch);
    assertThat(frozen.store().lease().view().own()).isEqualTo(frozen.epoch());
    assertThat(frozen.store().lease().renew()).isTrue();
    assertThat(frozen.due(webhook)).containsExactly("after");
    assertThat(north.due(webhook)).containsExactly("before");
    frozen.settle(after.due().getFirst());
    frozen.settle(onTheWire);
    assertThat(frozen.due(webhook)).isEmpty();
    assertThat(north.due(webhook)).containsExactly("before");
    assertThat(north.number("select count(*) from events")).isEqualTo(2);
  }

  @Test
  void severalCallersOfANodeThatWasTakenOverEnterItOnce() throws Exception {
    TestNode frozen = shortLived();
    NodesFixture.takeOverFrom(frozen, north);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        String subject = "event " + i;
        callers.execute(() -> frozen.record(subject));
      }
    }
    assertThat(north.number("select count(*) from nodes")).isEqualTo(3);
    assertThat(frozen.due(webhook)).hasSize(50);
  }

  @Test
  void actionsOfANodeThatWasTakenOverAreDoneByItAsANewOne() throws Exception {
    TestNode frozen = shortLived();
    DueDelivery ended = frozen.record("ended").due().getFirst();
    frozen.settle(ended);
    NodesFixture.takeOverFrom(frozen, north);
    assertThat(frozen.store().deliveryActions().redeliver(ended.delivery().id()))
        .isEqualTo(ActionResult.DONE);
    assertThat(frozen.store().due().redelivering()).containsExactly(webhook.id());
  }

  @Test
  void anEmbeddersTransactionRecordsAfterATakeOver() throws Exception {
    TestNode frozen = shortLived();
    try (Connection own = frozen.own()) {
      assertThat(Sql.any(own, "select 1")).isTrue();
      NodesFixture.takeOverFrom(frozen, north);
      frozen.record(own, "late");
      own.commit();
    }
    assertThat(frozen.store().lease().renew()).isTrue();
    assertThat(frozen.due(webhook)).containsExactly("late");
  }

  /** What it sees is the time before: there it still is the node that was taken over. */
  @Test
  void whatATransactionRecordsThatSeesThePastIsTakenOverToo() throws Exception {
    TestNode frozen = shortLived();
    try (Connection own = frozen.own()) {
      own.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThat(Sql.any(own, "select 1 from nodes")).isTrue();
      NodesFixture.takeOverFrom(frozen, north);
      frozen.record(own, "late");
      own.commit();
    }
    north.store().lease().takeOver();
    assertThat(north.due(webhook)).containsExactly("late");
  }

  @Test
  void aTransactionThatCannotSeeTheNewNodeIsToldToRunAgain() throws Exception {
    TestNode frozen = shortLived();
    try (Connection own = frozen.own()) {
      own.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThat(Sql.any(own, "select 1 from nodes")).isTrue();
      NodesFixture.takeOverFrom(frozen, north);
      frozen.record("as another node");
      assertThatExceptionOfType(HooksException.class)
          .isThrownBy(() -> frozen.record(own, "not seen"))
          .withMessageContaining("run the transaction again")
          .matches(refused -> refused.code() == Code.STORE_UNAVAILABLE);
      own.rollback();
      frozen.record(own, "seen");
      own.commit();
    }
    assertThat(frozen.due(webhook)).containsExactly("as another node", "seen");
  }
}
