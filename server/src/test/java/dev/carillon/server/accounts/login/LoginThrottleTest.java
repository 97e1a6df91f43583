package dev.carillon.server.accounts.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.server.accounts.login.LoginThrottle.Keys;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

  private final ManualClock clock = new ManualClock();
  private final LoginThrottle throttle = new LoginThrottle(clock);

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
      if (throttle.begin(Keys.stranger(username.apply(i), address(1))).isEmpty()) {
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
      admitted += throttle.begin(Keys.stranger("ann", address(i))).isEmpty() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(5);
  }

  /** Whoever has one address of IPv6 has 2^64 of them. */
  @Test
  void theNeighboursOfAnAddressAreOneAddress() throws UnknownHostException {
    byte[] bytes = InetAddress.ofLiteral("2001:db8:0:1::").getAddress();
    int admitted = 0;
    for (int i = 0; i < 1000; i++) {
      bytes[8 + i % 7]++;
      Keys keys = Keys.stranger("user" + i, InetAddress.getByAddress(bytes));
      admitted += throttle.begin(keys).isEmpty() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(50);
    Keys elsewhere = Keys.stranger("ann", InetAddress.ofLiteral("2001:db8:0:2::1"));
    assertThat(throttle.begin(elsewhere)).isEmpty();
  }

  @Test
  void aNameIsOneNameHoweverItIsWritten() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.begin(Keys.stranger(i % 2 == 0 ? "Ann" : "aNN", address(i)))).isEmpty();
    }
    assertThat(throttle.begin(Keys.stranger("ann", address(9)))).isPresent();
  }

  @Test
  void aRightPasswordForgetsTheWrongOnes() {
    for (int i = 0; i < 200; i++) {
      assertThat(throttle.begin(Keys.stranger("ann", address(1)))).isEmpty();
      throttle.succeeded(Keys.stranger("ann", address(1)));
    }
    // nor did the address lose a try by them
    for (int i = 0; i < 50; i++) {
      assertThat(throttle.begin(Keys.stranger("user" + i, address(1)))).isEmpty();
    }
    assertThat(throttle.begin(Keys.stranger("user50", address(1)))).isPresent();
  }

  /** Many names and addresses push nobody out of what is remembered. */
  @Test
  void whoIsSlowedDownStaysSoWhileManyOthersTry() {
    for (int i = 0; i < 6; i++) {
      throttle.begin(Keys.stranger("ann", address(1)));
    }
    for (int i = 0; i < 20_000; i++) {
      throttle.begin(Keys.stranger("user" + i, address(2 + i)));
    }
    assertThat(throttle.begin(Keys.stranger("ann", address(1)))).isPresent();
  }

  @Test
  void afterAnHourOfPeaceAllIsForgotten() {
    for (int i = 0; i < 10; i++) {
      throttle.begin(Keys.stranger("ann", address(1)));
    }
    clock.advance(Duration.ofMinutes(61));
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.begin(Keys.stranger("ann", address(1)))).isEmpty();
    }
  }
}
