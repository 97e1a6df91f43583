package dev.carillon.hooks.jdbc.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {

  private static final long BEGAN = 1_000_000_000;

  private final CommitPace pace = new CommitPace(2_000_000, 4);

  @Test
  void afterASmallGroupNobodyWaits() {
    for (int group = 0; group <= 4; group++) {
      assertThat(pace.restNanos(group, BEGAN, BEGAN)).isZero();
    }
  }

  @Test
  void afterALargerOneTheNextBeginsTwoMillisecondsLater() {
    assertThat(pace.restNanos(5, BEGAN, BEGAN)).isEqualTo(2_000_000);
    assertThat(pace.restNanos(5, BEGAN, BEGAN + 1_500_000)).isEqualTo(500_000);
    assertThat(pace.restNanos(500, BEGAN, BEGAN + 1_999_999)).isEqualTo(1);
  }

  @Test
  void whatTookLongerThanThatIsFollowedAtOnce() {
    assertThat(pace.restNanos(500, BEGAN, BEGAN + 2_000_000)).isZero();
    assertThat(pace.restNanos(500, BEGAN, BEGAN + 9_000_000)).isZero();
  }

  @Test
  void timesCountByTheirDifference() {
    long late = Long.MAX_VALUE - 500_000;
    assertThat(pace.restNanos(5, late, late + 1_000_000)).isEqualTo(1_000_000);
  }

  @Test
  void asManyAsLastTimeAreEnough() {
    assertThat(pace.enough(64)).isEqualTo(64);
    assertThat(pace.enough(0)).isEqualTo(1);
  }

  /** Each has half of the callers: in the same time as many commits are made as by one. */
  @Test
  void ofTwoWhoWriteEachGathersForTwiceAsLong() {
    CommitPace half = pace.among(2);
    assertThat(half.restNanos(5, BEGAN, BEGAN + 1_500_000)).isEqualTo(2_500_000);
    assertThat(half.restNanos(4, BEGAN, BEGAN)).isZero();
    assertThat(pace.among(1)).isEqualTo(pace);
    assertThat(pace.among(9)).as("a caller does not wait for longer").isEqualTo(half);
  }

  @Test
  void withoutAPaceNobodyWaits() {
    assertThat(CommitPace.NONE.restNanos(1000, BEGAN, BEGAN)).isZero();
  }
}
