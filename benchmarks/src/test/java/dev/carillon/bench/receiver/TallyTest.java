package dev.carillon.bench.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.program.Key;
import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void countsAndFirstTimesOutliveGrowth() {
    Tally tally = new Tally(16);
    for (int i = 0; i < 10_000; i++) {
      tally.add(i % 5000, -i % 5000, i);
    }

    assertThat(tally.size()).isEqualTo(5000);
    assertThat(tally.total()).isEqualTo(10_000);
    for (int i = 0; i < 5000; i++) {
      assertThat(tally.count(new Key(i, -i))).isEqualTo(2);
      assertThat(tally.firstNanos(new Key(i, -i))).isEqualTo(i);
    }
    assertThat(tally.count(new Key(5000, 5000))).isZero();
  }

  @Test
  void theIdOfZeroesIsAnIdToo() {
    Tally tally = new Tally(16);
    assertThat(tally.count(new Key(0, 0))).isZero();
    tally.add(0, 0, 1);
    assertThat(tally.count(new Key(0, 0))).isEqualTo(1);
  }

  @Test
  void clearedIsEmpty() {
    Tally tally = new Tally(16);
    tally.add(1, 1, 1);
    tally.clear();
    assertThat(tally.size()).isZero();
    assertThat(tally.count(new Key(1, 1))).isZero();
  }
}
