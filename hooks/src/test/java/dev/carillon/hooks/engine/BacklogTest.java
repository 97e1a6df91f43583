package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(1000);

  private final SimulatedStore store = new SimulatedStore();
  private final Webhook.Id webhook = Webhook.Id.random();
  private final Backlog backlog =
      new Backlog(
          webhook,
          WaitingDeliveries.in(Ordering.SUBJECT),
          EngineLimits.DEFAULT,
          new MemoryBudget(EngineLimits.DEFAULT.memoryBytesMax()));

  /** Else the survey would think that what is held back was overlooked, and read it all again. */
  @Test
  void oneThatIsHeldBackIsNotOverlookedButAnEarlierOneIs() {
    DueDelivery first = store.add(webhook, "picture", NOW.plusSeconds(1));
    DueDelivery second = store.add(webhook, "picture", NOW.plusSeconds(2));
    assertThat(backlog.read(NOW)).isPresent();
    backlog.page(new DispatcherInput.Page(webhook, List.of(first, second), true, Instant.MAX), NOW);
    failed(backlog.next(NOW.plusSeconds(2)).orElseThrow());

    backlog.surveyed(NOW.plusSeconds(2), LATER);
    assertThat(backlog.read(LATER)).isEmpty();
    backlog.surveyed(NOW.plusSeconds(1), LATER);
    assertThat(backlog.read(LATER)).isPresent();
  }

  private void failed(DueDelivery due) {
    Attempt attempt =
        new Attempt(1, NOW, Duration.ZERO, new Outcome.NoResponse(ErrorClass.RESET, "of the test"));
    backlog.attempted(due);
    backlog.stored(
        new Settlement(
            due.delivery(),
            attempt,
            new DeliveryState.Pending(LATER.plusSeconds(1000)),
            WebhookHealth.NONE,
            Optional.empty()),
        NOW.plusSeconds(2));
  }
}
