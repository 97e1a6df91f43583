package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimersTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  private final Timers timers = new Timers();
  private final Lane first = lane();
  private final Lane second = lane();

  @Test
  void theTimeThatWasSetLastCounts() {
    timers.set(first, NOW.plusSeconds(10));
    timers.set(second, NOW.plusSeconds(5));
    timers.set(first, NOW.plusSeconds(3));
    assertThat(timers.next()).isEqualTo(NOW.plusSeconds(3));
    assertThat(timers.due(NOW.plusSeconds(4))).containsExactly(first);
    assertThat(timers.next()).isEqualTo(NOW.plusSeconds(5));
    assertThat(timers.due(NOW.plusSeconds(20))).containsExactly(second);
    assertThat(timers.next()).isEqualTo(Instant.MAX);
  }

  @Test
  void lanesOfTheSameTimeAreTwo() {
    timers.set(first, NOW);
    timers.set(second, NOW);
    assertThat(timers.due(NOW)).containsExactly(first, second);
  }

  /** A retry a day away is set anew each time the lane has been busy. */
  @Test
  void aFarTimeThatIsSetAgainAndAgainIsKeptOnce() {
    for (int i = 0; i < 1000; i++) {
      timers.remove(first);
      timers.set(first, NOW.plusSeconds(86_400));
    }
    assertThat(timers.size()).isOne();
  }

  private static Lane lane() {
    Webhook webhook = Webhook.of("w", "http://127.0.0.1/", Webhook.Subscription.to(), NOW);
    return new Lane(
        webhook,
        LaneShare.UNLIMITED,
        WebhookHealth.NONE,
        EngineLimits.DEFAULT,
        TenantShare.ofOneWebhook(new MemoryBudget(1 << 20)));
  }
}
