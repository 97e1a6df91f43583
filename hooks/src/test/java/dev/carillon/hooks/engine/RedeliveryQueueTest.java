package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A redelivery may be asked for while an earlier attempt has not ended: the delivery was called
 * off.
 */
class RedeliveryQueueTest {

  private static final Webhook.Id WEBHOOK = new Webhook.Id("0000000000000000000001");
  private static final DueDelivery DUE =
      new SimulatedStore().add(WEBHOOK, "picture", Instant.EPOCH);
  private static final long SEQUENCE = DUE.delivery().sequence();

  private final RedeliveryQueue redeliveries =
      new RedeliveryQueue(WEBHOOK, new MemoryBudget(1 << 20));

  @BeforeEach
  void read() {
    redeliveries.found();
    assertThat(redeliveries.read()).isPresent();
  }

  @Test
  void itWaitsUntilTheEarlierAttemptIsStored() {
    redeliveries.page(List.of(DUE), true, sequence -> sequence == SEQUENCE);
    assertThat(redeliveries.ready()).isFalse();
    assertThat(redeliveries.read()).isEmpty();
    redeliveries.otherStored(SEQUENCE);
    assertThat(redeliveries.read()).isPresent();
    redeliveries.page(List.of(DUE), true, sequence -> false);
    assertThat(redeliveries.ready()).isTrue();
  }

  @Test
  void aRowThatIsOlderThanTheEarlierAttemptIsReadAnew() {
    redeliveries.otherStored(SEQUENCE);
    redeliveries.page(List.of(DUE), true, sequence -> false);
    assertThat(redeliveries.ready()).isFalse();
    assertThat(redeliveries.read()).isPresent();
    redeliveries.page(List.of(DUE), true, sequence -> false);
    assertThat(redeliveries.ready()).isTrue();
  }

  @Test
  void theOthersOfThePageGoOn() {
    SimulatedStore store = new SimulatedStore();
    DueDelivery busy = store.add(WEBHOOK, "busy", Instant.EPOCH);
    DueDelivery other = store.add(WEBHOOK, "other", Instant.EPOCH);
    long waiting = busy.delivery().sequence();
    redeliveries.page(List.of(busy, other), true, sequence -> sequence == waiting);
    assertThat(redeliveries.next()).isEqualTo(other);
    assertThat(redeliveries.ready()).isFalse();
  }
}
