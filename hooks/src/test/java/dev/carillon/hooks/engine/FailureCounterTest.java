package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureCounterTest {

  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

  private final FailureCounter window = new FailureCounter();

  @Test
  void countsWhatFailedWithinTenSeconds() {
    assertThat(window.failed(START)).isEqualTo(1);
    assertThat(window.failed(START.plusMillis(9_999))).isEqualTo(2);
    assertThat(window.failed(START.plusMillis(10_000))).isEqualTo(2);
    assertThat(window.failed(START.plusMillis(30_000))).isEqualTo(1);
  }

  @Test
  void countsAsManyAsThereAre() {
    int failed = 0;
    for (int i = 0; i < 50_000; i++) {
      failed = window.failed(START.plusNanos(i * 100_000L));
    }
    assertThat(failed).isEqualTo(50_000);
  }

  @Test
  void startsAnewWhenCleared() {
    window.failed(START);
    window.clear();
    assertThat(window.failed(START)).isEqualTo(1);
  }
}
