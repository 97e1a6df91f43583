package dev.carillon.hooks.jdbc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much of the log goes where it takes more than it may. */
@Timeout(60)
class SurplusTest {

  private static final int ENDED = 1_500;
  private static final long ALLOWED = 150_000;

  @TempDir Path folder;

  @Test
  void asMuchAsIsTooMuchGoesEvenIfAllOfItEndedAtOneTime() throws Exception {
    EngineFixture engine = new EngineFixture(folder, WebhookLimits.DEFAULT);
    engine.cancelled(ENDED);
    long kept = ENDED - engine.surplus(ALLOWED);
    assertThat(kept).isBetween(100L, 500L);
    HooksEngine hooks = engine.start(Duration.ofSeconds(15), UnaryOperator.identity());
    hooks.bytesMax(100 * ALLOWED);
    hooks.bytesMax(ALLOWED);

    EngineFixture.until(() -> engine.count("cancelled") <= kept);
    Thread.sleep(1_000); // another purge would have begun

    assertThat(engine.count("cancelled")).isEqualTo(kept);
    hooks.close();
    engine.closeStore();
  }
}
