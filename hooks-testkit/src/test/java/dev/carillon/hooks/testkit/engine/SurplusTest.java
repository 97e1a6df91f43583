package dev.carillon.hooks.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of the log goes where it takes more than it may. */
@Timeout(60)
class SurplusTest {

  /** What the store in memory takes each delivery for. */
  private static final long BYTES = 1_000;

  private final Bench bench = new Bench(WebhookLimits.DEFAULT);

  @Test
  void asMuchAsIsTooMuchGoesEvenIfAllOfItEndedAtOneTime() throws Exception {
    bench.callOff(1_500);
    Hooks hooks = bench.start(Duration.ofSeconds(15), UnaryOperator.identity());
    hooks.bytesMax(2_000 * BYTES);
    hooks.bytesMax(300 * BYTES);

    Bench.until(() -> bench.count("cancelled") <= 300);
    Thread.sleep(1_000); // another sweep would have begun

    assertThat(bench.count("cancelled")).isEqualTo(300);
    hooks.close();
  }
}
