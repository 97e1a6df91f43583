package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Somebody acts on a delivery at a node that did not record it: whoever is first, it has one end.
 */
@Timeout(120)
class ActionsElsewhereTest extends NorthAndSouth {

  private static final int MANY = 150;

  @Test
  void whatIsCancelledElsewhereStaysCancelledWhenItsAttemptFails() {
    DueDelivery wire = one(north, "on the wire");
    DueDelivery waiting = one(north, "waiting");
    assertThat(cancel(south, wire)).isEqualTo(ActionResult.DONE);
    assertThat(cancel(south, waiting)).isEqualTo(ActionResult.DONE);
    assertThat(cancel(south, waiting)).isEqualTo(ActionResult.ENDED);

    assertThat(north.due(webhook)).isEmpty();
    settle(north, wire, 503);
    assertThat(counts(north)).isEqualTo(counts(south)).containsEntry("cancelled", 2L);
    assertThat(found(south, wire).attempts()).isEqualTo(1);
    assertThat(pending(north)).isZero();
    check();
  }

  @Test
  void whatArrivedAlthoughItWasCancelledIsDelivered() {
    DueDelivery wire = one(north, "on the wire");
    DueDelivery other = one(north, "other");
    assertThat(cancel(south, wire)).isEqualTo(ActionResult.DONE);
    north
        .store()
        .settlements()
        .settle(
            List.of(
                TestSettlements.ended(other.delivery(), 200, nodes.clock.instant()),
                TestSettlements.ended(wire.delivery(), 200, nodes.clock.instant())));
    assertThat(counts(south)).containsEntry("delivered", 2L).containsEntry("cancelled", 0L);
    check();
  }

  @Test
  void whatHasArrivedIsNotCancelled() {
    DueDelivery first = one(north, "first");
    settle(north, first, 200);
    assertThat(cancel(south, first)).isEqualTo(ActionResult.ENDED);
    assertThat(south.store().deliveryActions().retryNow(first.delivery().id()))
        .isEqualTo(ActionResult.ENDED);
    check();
  }

  @Test
  void whatIsDueNowIsStillSentOnceByItsOwner() {
    DueDelivery first = one(north, "first");
    assertThat(south.store().deliveryActions().retryNow(first.delivery().id()))
        .isEqualTo(ActionResult.DONE);
    assertThat(north.due(webhook)).containsExactly("first");
    assertThat(south.due(webhook)).isEmpty();
    assertThat(pending(north)).isEqualTo(pending(south)).isEqualTo(1);
    settle(north, first, 200);
    assertThat(counts(north)).containsEntry("delivered", 1L).containsEntry("pending", 0L);
    check();
  }

  /** The owner is settling while it is cancelled, and the other way round. */
  @Test
  void eachWaitsForTheOther() throws Exception {
    DueDelivery first = one(north, "first");
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    CompletableFuture<Void> acting =
        CompletableFuture.runAsync(
            () ->
                south
                    .database()
                    .<Boolean>write(
                        connection -> {
                          south
                              .store()
                              .deliveryActions()
                              .cancel(connection, first.delivery().id(), nodes.clock.instant());
                          cancelled.countDown();
                          return await(goesOn);
                        }));
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> settling = CompletableFuture.runAsync(() -> settle(north, first, 503));
    Thread.sleep(200);
    assertThat(settling).isNotDone();
    goesOn.countDown();
    acting.get(20, TimeUnit.SECONDS);
    settling.get(20, TimeUnit.SECONDS);
    assertThat(found(north, first).state().name()).isEqualTo("cancelled");
    assertThat(found(north, first).attempts()).isEqualTo(1);
    check();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /** Both record, both settle their own, and both cancel and hurry the other's, at once. */
  @Test
  void inAStormEachDeliveryEndsOnce() throws Exception {
    List<CompletableFuture<Integer>> work = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      TestNode owner = seed == 0 ? north : south;
      TestNode other = seed == 0 ? south : north;
      List<DueDelivery> due = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        due.add(one(owner, owner.epoch() + " " + i));
      }
      Random random = new Random(seed);
      work.add(atOnce(() -> act(other, due, new Random(7))));
      work.add(atOnce(() -> settleAll(owner, due, random)));
    }
    int cancelled = 0;
    for (CompletableFuture<Integer> each : work) {
      cancelled += each.get(100, TimeUnit.SECONDS);
    }
    // all were answered 503: whatever was cancelled first stays so
    var counts = counts(north);
    assertThat(cancelled).isPositive();
    assertThat(counts).isEqualTo(counts(south));
    assertThat(counts).containsEntry("cancelled", (long) cancelled);
    assertThat(counts).containsEntry("exhausted", 2L * MANY - cancelled);
    assertThat(north.number("select count(*) from attempts")).isEqualTo(2L * MANY);
    check();
  }

  private static CompletableFuture<Integer> atOnce(Supplier<Integer> work) {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> done.completeAsync(work, Runnable::run));
    return done;
  }

  private int settleAll(TestNode owner, List<DueDelivery> due, Random random) {
    for (int from = 0; from < due.size(); ) {
      int to = Math.min(due.size(), from + 1 + random.nextInt(2));
      owner
          .store()
          .settlements()
          .settle(
              due.subList(from, to).stream()
                  .map(one -> TestSettlements.ended(one.delivery(), 503, nodes.clock.instant()))
                  .toList());
      from = to;
    }
    return 0;
  }

  private int act(TestNode node, List<DueDelivery> due, Random random) {
    int cancelled = 0;
    for (DueDelivery one : due.reversed()) {
      if (random.nextInt(3) == 0) {
        cancelled += cancel(node, one) == ActionResult.DONE ? 1 : 0;
      } else if (random.nextInt(3) == 0) {
        node.store().deliveryActions().retryNow(one.delivery().id());
      }
    }
    return cancelled;
  }

  @Test
  void allThatIsPendingIsCancelledWhoeverHasIt() {
    for (int i = 0; i < 1_100; i++) {
      north.record("n" + i);
    }
    south.record("s");
    DueDelivery failed = one(north, "failed");
    north
        .store()
        .settlements()
        .settle(
            List.of(
                TestSettlements.settled(
                    failed.delivery(),
                    TestSettlements.attempt(1, 503, nodes.clock.instant()),
                    new DeliveryState.Pending(nodes.clock.instant().plusSeconds(60)))));
    assertThat(south.store().deliveryActions().cancelPending(webhook.id(), nodes.clock.instant()))
        .isEqualTo(1_102);
    assertThat(north.due(webhook)).isEmpty();
    assertThat(pending(north)).isEqualTo(pending(south)).isZero();
    check();
  }

  @Test
  void whatAnOwnerDoesNotKnowWhenItDiesIsTakenOverOnce() {
    DueDelivery hurried = one(north, "hurried");
    DueDelivery cancelled = one(north, "cancelled");
    north.record("left");
    south.store().deliveryActions().retryNow(hurried.delivery().id());
    cancel(south, cancelled);
    north.store().lease().release();
    south.store().lease().takeOver();
    assertThat(south.due(webhook)).containsExactlyInAnyOrder("hurried", "left");
    assertThat(counts(south)).containsEntry("pending", 2L).containsEntry("cancelled", 1L);
  }

  /** Its lease has ended, and nobody has given rows to what it has open yet. */
  @Test
  void whatWaitsToBeTakenOverIsCancelledToo() {
    DueDelivery first = one(north, "first");
    DueDelivery second = one(north, "second");
    execute("update nodes set taken_over_at = clock_timestamp() where epoch = " + north.epoch());
    assertThat(cancel(south, first)).isEqualTo(ActionResult.DONE);
    assertThat(south.store().deliveryActions().retryNow(second.delivery().id()))
        .isEqualTo(ActionResult.DONE);
    north.record("later"); // as another node
    south.store().lease().takeOver();
    assertThat(south.due(webhook)).containsExactly("second");
    assertThat(counts(south)).containsEntry("pending", 2L).containsEntry("cancelled", 1L);
  }

  @Test
  void anOwnerThatHangsWhileItSettlesDoesNotStopTheOther() throws Exception {
    DueDelivery first = one(north, "first");
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    CompletableFuture<Void> settling =
        CompletableFuture.runAsync(
            () ->
                north
                    .database()
                    .<Boolean>write(
                        connection -> {
                          assertThat(north.context().node().stillOwner(connection)).isTrue();
                          hangs.countDown();
                          return await(goesOn);
                        }));
    assertThat(hangs.await(20, TimeUnit.SECONDS)).isTrue();
    long began = System.nanoTime();
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> cancel(south, first))
        .matches(refused -> refused.code() == Code.STORE_UNAVAILABLE)
        .withMessageContaining("does not respond");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    south.record("goes on");
    goesOn.countDown();
    settling.get(20, TimeUnit.SECONDS);
    assertThat(cancel(south, first)).isEqualTo(ActionResult.DONE);
  }

  private DueDelivery one(TestNode node, String subject) {
    return node.record(subject).due().getFirst();
  }

  private void settle(TestNode node, DueDelivery due, int status) {
    node.store()
        .settlements()
        .settle(List.of(TestSettlements.ended(due.delivery(), status, nodes.clock.instant())));
  }

  private ActionResult cancel(TestNode node, DueDelivery due) {
    return node.store().deliveryActions().cancel(due.delivery().id(), nodes.clock.instant());
  }

  private static Delivery found(TestNode node, DueDelivery due) {
    return node.store().deliveryActions().find(due.delivery().id()).orElseThrow();
  }

  private Map<String, Long> counts(TestNode node) {
    return new WebhookDeliveries(node.store().log(), webhook.id()).counts();
  }

  /** What each has in memory is what the database says, once it knows of what it was given. */
  private void check() {
    for (TestNode node : List.of(north, south)) {
      node.store().retention().tidy();
      StoreConsistency.check(node.database(), node.context());
    }
    assertThat(north.number("select count(*) from given_rows")).isZero();
  }

  private void execute(String sql) {
    south.database().<Integer>write(connection -> Sql.update(connection, sql));
  }
}
