package dev.carillon.server.webhooks.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryLog.Last;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AttemptTotalsTest {

  @Test
  void sumsComeBackAsTheyWereStored() {
    AttemptTotals sums = new AttemptTotals();
    sums.add("asset_create", new Last(204, "", Duration.ofMillis(3)));
    sums.add("asset_remove", new Last(500, "http_5xx", Duration.ofMillis(4)));
    sums.add("asset_remove", new Last(0, "connect_refused", Duration.ZERO));

    AttemptTotals read = AttemptTotals.parse(sums.text());

    assertThat(read.text()).isEqualTo(sums.text());
    assertThat(read.delivered()).isEqualTo(1);
    assertThat(read.failed()).isEqualTo(2);
    assertThat(read.statuses()).containsOnlyKeys("204", "500");
    assertThat(read.types()).containsEntry("asset_remove", 2L);
    assertThat(read.errors()).containsOnlyKeys("http_5xx", "connect_refused");
    assertThat(AttemptTotals.parse(new AttemptTotals().text()).none()).isTrue();
  }

  @Test
  void partsOfAllAreRightToWithinTenPercent() {
    AttemptTotals one = new AttemptTotals();
    AttemptTotals other = new AttemptTotals();
    for (int millis = 1; millis <= 1000; millis++) {
      (millis % 2 == 0 ? one : other).add("t", new Last(200, "", Duration.ofMillis(millis)));
    }
    one.add(other);
    assertThat(one.millis(0.5)).isCloseTo(500, Percentage.withPercentage(10));
    assertThat(one.millis(0.95)).isCloseTo(950, Percentage.withPercentage(10));
  }

  @Test
  void piecesLieInOneAnother() {
    long second = 1_795_600_812;
    assertThat(StatsInterval.FIVE_MINUTES.start(second)).isEqualTo(1_795_600_800);
    assertThat(StatsInterval.HOUR.start(second))
        .isLessThanOrEqualTo(StatsInterval.FIVE_MINUTES.start(second));
    assertThat(StatsInterval.DAY.start(second) % 86_400).isZero();
  }
}
