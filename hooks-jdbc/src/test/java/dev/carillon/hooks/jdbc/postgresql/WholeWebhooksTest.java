package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Webhooks whose deliveries all go through one node, whoever records them. */
@Timeout(120)
class WholeWebhooksTest {

  private static final WebhookLimits ONE_AT_A_TIME = new WebhookLimits(0, 1, 0, Ordering.NONE);

  /** Of so many one at least moves to a third node: 0.67 to this power do not. */
  private static final int MANY = 40;

  private final NodesFixture nodes = new NodesFixture();
  private TestNode north;

  @BeforeEach
  void open() {
    north = nodes.node("north");
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private static TestNode holder(Webhook webhook, TestNode... of) {
    List<TestNode> holders =
        List.of(of).stream()
            .filter(node -> node.store().lease().view().sendsAll(webhook.id()))
            .toList();
    assertThat(holders).hasSize(1);
    return holders.getFirst();
  }

  private static TestNode other(TestNode than, TestNode... of) {
    return List.of(of).stream().filter(node -> !node.equals(than)).findFirst().orElseThrow();
  }

  @Test
  void theirHolderSendsWhatAnyNodeHasRecordedInTheOrderOfNumbers() {
    TestNode south = nodes.node("south");
    Webhook ordered = north.ordered("ordered");
    NodesFixture.agree(north, south);
    TestNode holder = holder(ordered, north, south);
    TestNode other = other(holder, north, south);
    other.record("first");
    holder.record("second");
    other.record("third");

    assertThat(other.due(ordered)).isEmpty();
    assertThat(other.inSequence(ordered)).isEmpty();
    assertThat(other.store().due().earliestDue()).isEmpty();
    assertThat(holder.store().due().earliestDue()).containsOnlyKeys(ordered.id());
    assertThat(holder.subjectsInSequence(ordered)).containsExactly("first", "second", "third");
    holder.inSequence(ordered).forEach(holder::settle);
    assertThat(holder.inSequence(ordered)).isEmpty();
    assertThat(north.number("select count(*) from deliveries where state = 1")).isEqualTo(3);
  }

  /** So it sends what others have recorded without a transaction of its own before. */
  @Test
  void theirDeliveriesAreTheirHoldersFromTheStart() {
    TestNode south = nodes.node("south");
    Webhook ordered = north.ordered("ordered");
    NodesFixture.agree(north, south);
    TestNode holder = holder(ordered, north, south);
    other(holder, north, south).record("one");
    assertThat(holder.number("select owner from deliveries")).isEqualTo(holder.epoch());
    long before = holder.database().database().commits();
    assertThat(holder.subjectsInSequence(ordered)).containsExactly("one");
    assertThat(holder.database().database().commits()).isEqualTo(before);
  }

  /** It is the holder by the list that counts now, not by the one that it was recorded by. */
  @Test
  void whatWasRecordedForAnotherHolderIsClaimed() {
    TestNode south = nodes.node("south");
    List<Webhook> ordered = IntStream.range(0, MANY).mapToObj(i -> north.ordered("" + i)).toList();
    NodesFixture.agree(north, south);
    north.record("one");
    TestNode west = nodes.node("west");
    NodesFixture.agree(north, south, west);
    for (Webhook webhook : ordered) {
      TestNode holder = holder(webhook, north, south, west);
      assertThat(holder.subjectsInSequence(webhook)).containsExactly("one");
      holder.settle(holder.inSequence(webhook).getFirst());
    }
    assertThat(west.number("select count(*) from deliveries where owner = " + west.epoch()))
        .as("at least one has moved")
        .isPositive();
    assertThat(north.number("select count(*) from deliveries where state = 1")).isEqualTo(MANY);
  }

  /** The engine hands nothing over that it has to read in its place. */
  @Test
  void theirReceiptsNameNothingToSend() {
    TestNode south = nodes.node("south");
    Webhook ordered = north.ordered("ordered");
    Webhook free = north.webhook("free");
    NodesFixture.agree(north, south);
    Receipt receipt = holder(ordered, north, south).record("one");
    assertThat(receipt.due())
        .extracting(due -> due.delivery().webhook())
        .containsExactly(free.id());
    assertThat(holder(ordered, north, south).store().due().ofEvent(receipt.event())).hasSize(1);
  }

  @Test
  void nothingIsPassedWhoseTransactionIsOpen() throws Exception {
    TestNode south = nodes.node("south");
    Webhook ordered = north.ordered("ordered");
    NodesFixture.agree(north, south);
    TestNode holder = holder(ordered, north, south);
    try (Connection own = other(holder, north, south).own()) {
      other(holder, north, south).record(own, "first");
      holder.record("second");
      assertThat(holder.inSequence(ordered)).isEmpty();
      own.commit();
    }
    assertThat(holder.subjectsInSequence(ordered)).containsExactly("first", "second");
  }

  /** It is left for the next read, and so is all that comes after it. */
  @Test
  void nothingIsPassedThatAnotherNodeIsChanging() throws Exception {
    TestNode south = nodes.node("south");
    Webhook ordered = north.ordered("ordered");
    NodesFixture.agree(north, south);
    TestNode holder = holder(ordered, north, south);
    TestNode other = other(holder, north, south);
    other.record("first");
    holder.record("second");
    try (Connection own = other.own();
        var statement = own.createStatement()) {
      // as if it was recorded by an older list
      statement.execute("update deliveries set owner = " + other.epoch());
      own.commit();
      statement.execute("select 1 from deliveries order by sequence limit 1 for update");
      assertThat(holder.inSequence(ordered)).isEmpty();
      own.rollback();
    }
    assertThat(holder.subjectsInSequence(ordered)).containsExactly("first", "second");
  }

  @Test
  void whatWasOpenWhenAnotherNodeCameHasRowsBeforeItsListIsConfirmed() {
    Webhook ordered = north.ordered("ordered");
    Webhook free = north.webhook("free");
    north.record("before");
    assertThat(north.number("select count(*) from deliveries")).isZero();
    TestNode south = nodes.node("south");
    assertThat(south.inSequence(ordered)).isEmpty();
    NodesFixture.agree(north, south);

    assertThat(north.number("select count(*) from deliveries")).isEqualTo(1);
    assertThat(holder(ordered, north, south).subjectsInSequence(ordered)).containsExactly("before");
    assertThat(north.due(free)).containsExactly("before");
  }

  /** North has not renewed its lease since, and heard no hint. */
  @Test
  void whoeverRecordsKnowsOfANodeThatHasJustCome() {
    north.ordered("ordered");
    north.record("alone");
    nodes.node("south");
    Receipt receipt = north.record("together");
    assertThat(receipt.due()).isEmpty();
    assertThat(north.number("select count(*) from deliveries")).isEqualTo(1);
  }

  @Test
  void whoHasJoinedSendsNothingBeforeAllGoByItsList() {
    Webhook ordered = north.ordered("ordered");
    TestNode south = nodes.node("south");
    south.record("one");
    assertThat(south.inSequence(ordered)).isEmpty();
    assertThat(south.due(ordered)).isEmpty();
    NodesFixture.agree(north, south);
    assertThat(holder(ordered, north, south).subjectsInSequence(ordered)).containsExactly("one");
  }

  /** It dies before it has given rows to what it has open. */
  @Test
  void whatADeadNodeLeftOpenComesBeforeWhatWasRecordedLater() {
    Webhook ordered = north.ordered("ordered");
    north.record("first");
    TestNode south = nodes.node("south");
    south.record("second");
    north.store().lease().release();
    assertThat(south.store().lease().renew()).isTrue();
    south.store().lease().confirm(south.store().lease().view());
    assertThat(south.inSequence(ordered)).isEmpty();

    south.store().lease().takeOver();
    NodesFixture.agree(south);
    assertThat(south.subjectsInSequence(ordered)).containsExactly("first", "second");
  }

  @Test
  void theyMoveToWhoIsLeft() throws Exception {
    TestNode dead = nodes.node(new Node("short", NodesFixture.SHORT));
    List<Webhook> ordered =
        List.of(north.ordered("a"), north.ordered("b"), north.ordered("c"), north.ordered("d"));
    NodesFixture.agree(north, dead);
    north.record("one");
    dead.record("two");
    for (Webhook webhook : ordered) {
      holder(webhook, north, dead).inSequence(webhook); // claims them
    }
    NodesFixture.takeOverFrom(dead, north);
    NodesFixture.agree(north);
    for (Webhook webhook : ordered) {
      assertThat(north.subjectsInSequence(webhook)).containsExactly("one", "two");
    }
  }

  /**
   * Its mark has ended, so that the list is agreed; a row of it was locked when they were moved.
   */
  @Test
  void whoIsLeftPassesNothingThatADeadNodeHasInARow() throws Exception {
    TestNode dead = nodes.node(new Node("short", NodesFixture.SHORT));
    Webhook ordered = north.ordered("ordered");
    NodesFixture.agree(north, dead);
    dead.record("first");
    north.record("second");
    try (Connection own = north.own();
        var statement = own.createStatement()) {
      statement.execute("update deliveries set owner = " + dead.epoch());
      own.commit();
      statement.execute("select 1 from deliveries order by sequence limit 1 for update");
      NodesFixture.takeOverFrom(dead, north);
      NodesFixture.agree(north);
      assertThat(north.inSequence(ordered)).isEmpty();
      own.rollback();
    }
    assertThat(north.store().due().earliestDue()).containsOnlyKeys(ordered.id());
    assertThat(north.subjectsInSequence(ordered)).containsExactly("first", "second");
  }

  /** It was recorded by the list before, and memory does not know of it yet. */
  @Test
  void whatIsBeingCommittedHasARowBeforeTheListIsConfirmed() throws Exception {
    Webhook ordered = north.ordered("ordered");
    FanOut fanOut = north.store().outbox().fanOut(north.event("one"));
    north.webhook("free"); // so that it is written at once
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch confirming = new CountDownLatch(1);
    CompletableFuture<Boolean> recording =
        CompletableFuture.supplyAsync(
            () ->
                north
                    .database()
                    .write(
                        connection -> {
                          north.store().outbox().append(connection, fanOut);
                          written.countDown();
                          await(confirming);
                          return true;
                        }));
    await(written);
    TestNode south = nodes.node("south");
    NodeView both = new NodeView(north.epoch(), List.of(north.epoch(), south.epoch()), false);
    CompletableFuture<Void> confirmed =
        CompletableFuture.runAsync(() -> north.store().lease().confirm(both));
    Thread.sleep(300);
    confirming.countDown();
    confirmed.join();
    assertThat(recording.join()).isTrue();
    assertThat(north.number("select count(*) from deliveries")).isEqualTo(1);
    NodesFixture.agree(north, south);
    assertThat(holder(ordered, north, south).subjectsInSequence(ordered)).containsExactly("one");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  void aLimitBelowTheNumberOfNodesMakesOneWholeToo() {
    TestNode south = nodes.node("south");
    Webhook narrow = north.webhook("narrow", ONE_AT_A_TIME);
    NodesFixture.agree(north, south);
    TestNode holder = holder(narrow, north, south);
    TestNode other = other(holder, north, south);
    other.record("one");
    holder.record("two");
    assertThat(holder.store().due().dueCount(narrow.id(), nodes.clock.instant(), 10)).isEqualTo(2);
    assertThat(other.store().due().dueCount(narrow.id(), nodes.clock.instant(), 10)).isZero();
    assertThat(other.due(narrow)).isEmpty();
    assertThat(holder.due(narrow)).containsExactly("one", "two");
  }

  @Test
  void theirRedeliveriesAreMadeByTheirHolder() {
    TestNode south = nodes.node("south");
    Webhook ordered = north.ordered("ordered");
    NodesFixture.agree(north, south);
    TestNode holder = holder(ordered, north, south);
    TestNode other = other(holder, north, south);
    other.record("one");
    DueDelivery due = holder.inSequence(ordered).getFirst();
    holder.settle(due);
    other.store().deliveryActions().redeliver(due.delivery().id());

    assertThat(other.store().due().redelivering()).isEmpty();
    assertThat(other.store().due().redeliveries(ordered.id(), 10)).isEmpty();
    assertThat(holder.store().due().redelivering()).containsExactly(ordered.id());
    assertThat(holder.store().due().redeliveries(ordered.id(), 10)).hasSize(1);
  }

  /** It becomes ordered while two nodes have something open for it. */
  @Test
  void whatIsOpenForAWebhookThatBecomesWholeGetsRows() {
    TestNode south = nodes.node("south");
    Webhook webhook = north.webhook("free");
    NodesFixture.agree(north, south);
    north.record("of north");
    south.record("of south");
    north
        .store()
        .webhooks()
        .change(
            webhook.id(),
            before ->
                before.toBuilder().limits(new WebhookLimits(0, 0, 0, Ordering.SUBJECT)).build());
    north.store().lease().takeOver();
    south.store().lease().takeOver();
    assertThat(holder(webhook, north, south).subjectsInSequence(webhook))
        .containsExactly("of north", "of south");
  }
}
