package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SubjectQueueTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  private final SimulatedStore store = new SimulatedStore();
  private final Webhook.Id webhook = Webhook.Id.random();
  private final SubjectQueue queue = new SubjectQueue();

  /** Else the survey would think that what is held back was overlooked, and read it all again. */
  @Test
  void theEarliestMayBeOneThatIsHeldBack() {
    assertThat(queue.earliest()).isEqualTo(Instant.MAX);
    queue.add(store.add(webhook, "picture", NOW));
    queue.add(store.add(webhook, "picture", NOW.plusSeconds(1)));
    DueDelivery first = queue.next(NOW).orElseThrow();
    Instant retry = NOW.plusSeconds(1800);
    queue.retry(
        new DueDelivery(
            first.delivery().attempted(new DeliveryState.Pending(retry)), first.payload()));
    assertThat(queue.nextDue()).isEqualTo(retry);
    assertThat(queue.earliest()).isEqualTo(NOW.plusSeconds(1));
  }
}
