package dev.carillon.server.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.operations.health.IndexProgress.Lag;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the health page says of a search index that does not move. */
class IndexProgressTest {

  private Lag lag = new Lag(0, 0, false);
  private long nanos = -5;

  private final IndexProgress progress = new IndexProgress(() -> lag, () -> nanos);

  @Test
  void anIndexThatStandsStillIsNamed() {
    lag = new Lag(9, 2, false);
    progress.look();
    later(60);
    assertThat(progress.check().detail()).isEqualTo("7 changes are not committed to the index yet");
    later(1);
    assertThat(progress.check().detail())
        .isEqualTo("The search index is 7 changes behind and has not moved for 61 s");
    lag = new Lag(9, 3, false);
    progress.look();
    assertThat(progress.check().detail()).isEqualTo("6 changes are not committed to the index yet");
  }

  @Test
  void oneThatIsBuiltHasNotStoodStill() {
    lag = new Lag(9, 0, true);
    progress.look();
    later(600);
    progress.look();
    assertThat(progress.check().detail()).isEqualTo("9 changes are not committed to the index yet");
    lag = new Lag(9, 0, false);
    progress.look();
    later(61);
    assertThat(progress.check().detail()).contains("has not moved for 61 s");
  }

  private void later(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }
}
