package dev.carillon.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.auth.Throttle.Lane;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private final TestClock clock = new TestClock();
  private final Throttle throttle = new Throttle(clock);

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 1, (byte) (last >> 8), (byte) last});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private int admitted(int tries, IntFunction<String> username) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      if (throttle.begin(Lane.stranger(username.apply(i), address(1))).isEmpty()) {
        admitted++;
      }
      clock.advance(Duration.ofMillis(3_600_000 / tries));
    }
    return admitted;
  }

  @Test
  void atMostTwentyOfAThousandGuessesAnHourAreLookedAt() {
    assertThat(admitted(1000, i -> "ann")).isBetween(10, 20);
  }

  @Test
  void oneAddressCannotTryManyAccounts() {
    assertThat(admitted(1000, i -> "user" + i)).isBetween(50, 130);
  }

  @Test
  void manyAddressesCannotTryOneAccount() {
    int admitted = 0;
    for (int i = 0; i < 1000; i++) {
      admitted += throttle.begin(Lane.stranger("ann", address(i))).isEmpty() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(5);
  }

  @Test
  void aRightPasswordForgetsTheWrongOnes() {
    for (int i = 0; i < 200; i++) {
      assertThat(throttle.begin(Lane.stranger("ann", address(1)))).isEmpty();
      throttle.succeeded(Lane.stranger("ann", address(1)));
    }
  }

  @Test
  void afterAnHourOfPeaceAllIsForgotten() {
    for (int i = 0; i < 10; i++) {
      throttle.begin(Lane.stranger("ann", address(1)));
    }
    clock.advance(Duration.ofMinutes(61));
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.begin(Lane.stranger("ann", address(1)))).isEmpty();
    }
  }
}
