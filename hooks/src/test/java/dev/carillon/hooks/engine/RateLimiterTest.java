package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimiterTest {

  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

  /** Starts as soon as it is allowed, for two minutes. */
  private static int startedIn(Duration span, int perSecond, int perMinute) {
    RateLimiter limiter = new RateLimiter();
    int started = 0;
    Instant now = START;
    while (now.isBefore(START.plus(span))) {
      limiter.started(now, perSecond, perMinute);
      started++;
      Instant allowed = limiter.allowedAt();
      now = allowed.isAfter(now) ? allowed : now.plusMillis(1);
    }
    return started;
  }

  @ParameterizedTest
  @CsvSource({"0,1,1", "0,30,30", "0,600,600", "10,0,600", "10,30,30", "1,600,60"})
  void theSmallerLimitHoldsInEachMinute(int perSecond, int perMinute, int most) {
    assertThat(startedIn(Duration.ofSeconds(60), perSecond, perMinute))
        .isBetween(Math.max(1, most - 10), most);
  }

  @ParameterizedTest
  @CsvSource({"0,1,61000", "10,1,61000", "1,0,1010", "10,0,1010", "0,0,0"})
  void extraRequestsAddOneWindowAtMost(int perSecond, int perMinute, long mostMillis) {
    RateLimiter limiter = new RateLimiter();
    for (int i = 0; i < 100; i++) {
      limiter.extraRequest(START.plusMillis(i), perSecond, perMinute);
    }
    assertThat(limiter.allowedAt()).isBeforeOrEqualTo(START.plusMillis(mostMillis));
  }

  @ParameterizedTest
  @CsvSource({"7,0,7", "7,6000,7"})
  void noMoreThanTheLimitStartInASecond(int perSecond, int perMinute, int most) {
    assertThat(startedIn(Duration.ofSeconds(1), perSecond, perMinute)).isEqualTo(most);
  }
}
