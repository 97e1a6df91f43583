package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Purging removes what has ended, and nothing that is still needed. */
public interface RetentionContract extends StoreFixture {

  @Test
  default void whatEndedLongAgoIsRemovedWithItsLog() {
    Webhook webhook = webhook("any");
    DueDelivery old = recorded("old");
    DueDelivery pending = recorded("pending");
    settle(exhausted(old.delivery()));
    clock().advance(Duration.ofDays(1));
    DueDelivery young = recorded("young");
    settle(delivered(young.delivery()));

    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);

    assertThat(deliveryActions().find(old.delivery().id())).isEmpty();
    assertThat(attempts().of(old.delivery().id())).isEmpty();
    assertThat(found(young).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(young.delivery().id())).hasSize(1);
    assertThat(allDue(webhook)).containsExactly(pending);
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isZero();
  }

  @Test
  default void anEventAndItsBytesStayWhileOneDeliveryNeedsThem() {
    webhook("quick");
    Webhook slow = webhook("slow");
    List<DueDelivery> due = store().record(event("one")).due();
    settle(delivered(due.getFirst().delivery()));
    clock().advance(Duration.ofDays(1));

    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);
    assertThat(allDue(slow)).containsExactly(due.getLast());

    settle(delivered(due.getLast().delivery()));
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);
    assertThat(list(slow.id(), -1, 10)).isEmpty();
  }

  @Test
  default void noMoreThanTheLimitIsRemovedAtOnce() {
    Webhook webhook = webhook("any");
    for (int i = 0; i < 5; i++) {
      settle(delivered(recorded("number " + i).delivery()));
    }
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 2).deliveries()).isEqualTo(2);
    assertThat(list(webhook.id(), -1, 10)).hasSize(3);
    assertThat(retention().purge(clock().instant(), 2).deliveries()).isEqualTo(2);
    assertThat(retention().purge(clock().instant(), 2).deliveries()).isEqualTo(1);
  }

  @Test
  default void missedAndCancelledOnesArePurgedToo() {
    Webhook webhook = webhook("any");
    DueDelivery last = recorded("one");
    settle(disabling(exhausted(last.delivery()), "off"));
    store().record(event("missed"));
    webhooks().remove(webhook.id());
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(2);
    assertThat(list(webhook.id(), -1, 10)).isEmpty();
  }

  @Test
  default void numbersAreNotUsedAgainAfterAPurge() {
    webhook("any");
    DueDelivery last = recorded("one");
    settle(delivered(last.delivery()));
    clock().advance(Duration.ofDays(1));
    retention().purge(clock().instant(), 10);
    assertThat(recorded("two").delivery().sequence()).isGreaterThan(last.delivery().sequence());
  }

  @Test
  default void aLogThatIsTooLargeHasASurplusOfTheOldest() {
    Webhook webhook = webhook("any");
    DueDelivery pending = recorded("pending");
    for (int i = 0; i < 5; i++) {
      settle(delivered(recorded("number " + i).delivery()));
      clock().advance(Duration.ofSeconds(1));
    }
    assertThat(retention().surplus(Long.MAX_VALUE)).isEqualTo(Surplus.NONE);
    assertThat(retention().surplus(1_000_000)).isEqualTo(Surplus.NONE);

    Surplus surplus = retention().surplus(1);
    assertThat(surplus.rows()).isEqualTo(4);
    assertThat(retention().purge(surplus.endedBefore(), 10).deliveries()).isEqualTo(4);

    assertThat(list(webhook.id(), -1, 10))
        .extracting(Delivery::subject)
        .containsExactly("pending", "number 4");
    assertThat(retention().surplus(1)).isEqualTo(Surplus.NONE);
    assertThat(allDue(webhook)).containsExactly(pending);
  }

  @Test
  default void ofManyThatEndedAtOneTimeNoMoreAreASurplusThanAreTooMany() {
    Webhook webhook = webhook("any");
    for (int i = 0; i < 5; i++) {
      recorded("number " + i);
    }
    deliveryActions().cancelPending(webhook.id(), clock().instant());
    clock().advance(Duration.ofSeconds(1));
    settle(delivered(recorded("younger").delivery()));

    Surplus surplus = retention().surplus(1);

    assertThat(surplus.rows()).isEqualTo(5);
    assertThat(retention().purge(surplus.endedBefore(), 2).deliveries()).isEqualTo(2);
    assertThat(surplus.less(2)).isEqualTo(new Surplus(surplus.endedBefore(), 3));
    assertThat(retention().surplus(1)).isEqualTo(surplus.less(2));
    assertThat(surplus.less(5)).isEqualTo(Surplus.NONE);
  }
}
