package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A resend may be asked for while an earlier attempt has not ended: the delivery was called off.
 */
class RedeliveryQueueTest {

  private static final Webhook.Id WEBHOOK = new Webhook.Id("0000000000000000000001");
  private static final DueDelivery DUE =
      new SimulatedStore().add(WEBHOOK, "picture", Instant.EPOCH);
  private static final long SEQUENCE = DUE.delivery().sequence();

  private final RedeliveryQueue resends = new RedeliveryQueue(WEBHOOK, new MemoryBudget(1 << 20));

  @BeforeEach
  void read() {
    resends.found();
    assertThat(resends.read()).isPresent();
  }

  @Test
  void itWaitsUntilTheEarlierAttemptIsStored() {
    resends.page(List.of(DUE), true, sequence -> sequence == SEQUENCE);
    assertThat(resends.ready()).isFalse();
    assertThat(resends.read()).isEmpty();
    resends.otherStored(SEQUENCE);
    assertThat(resends.read()).isPresent();
    resends.page(List.of(DUE), true, sequence -> false);
    assertThat(resends.ready()).isTrue();
  }

  @Test
  void aRowThatIsOlderThanTheEarlierAttemptIsReadAnew() {
    resends.otherStored(SEQUENCE);
    resends.page(List.of(DUE), true, sequence -> false);
    assertThat(resends.ready()).isFalse();
    assertThat(resends.read()).isPresent();
    resends.page(List.of(DUE), true, sequence -> false);
    assertThat(resends.ready()).isTrue();
  }

  @Test
  void theOthersOfThePageGoOn() {
    SimulatedStore store = new SimulatedStore();
    DueDelivery busy = store.add(WEBHOOK, "busy", Instant.EPOCH);
    DueDelivery other = store.add(WEBHOOK, "other", Instant.EPOCH);
    long waiting = busy.delivery().sequence();
    resends.page(List.of(busy, other), true, sequence -> sequence == waiting);
    assertThat(resends.next()).isEqualTo(other);
    assertThat(resends.ready()).isFalse();
  }
}
