package dev.carillon.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.validation.ValidationException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryRulesTest {

  private static final DeliveryRules RULES = DeliveryRules.DEFAULT;

  @Test
  void allThatIsNotAllowedIsNamedWithItsValue() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(
            () -> new DeliveryRules(List.of(), Set.of(500, 399), 1001, -2, null, true, true))
        .withMessage(
            "'retriedStatuses' must be a whole number from 400 to 499, but is '399';"
                + " 'retriedStatuses' must be a whole number from 400 to 499, but is '500';"
                + " 'failingAfter' must be a whole number from 0 to 1000, but is '1001';"
                + " 'disableAfter' must be a whole number from -1 to 1000000, but is '-2'");
  }

  @Test
  void delaysMayBeEqualButNotShorterThanTheOneBefore() {
    List<Duration> equal = Collections.nCopies(20, Duration.ofHours(48));
    assertThat(RULES.withRetryDelays(equal).retryDelays()).hasSize(20);
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(
            () -> RULES.withRetryDelays(List.of(Duration.ofSeconds(5), Duration.ofSeconds(4))))
        .withMessage(
            "'retryDelays[1]' must be no shorter than the delay before it, 5s, but is '4s'");
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> RULES.withRetryDelays(Collections.nCopies(21, Duration.ofSeconds(1))))
        .withMessage("'retryDelays' must be at most 20 delays, but is '21'");
  }

  @ParameterizedTest
  @CsvSource({"PT0.999S, 999ms", "PT0S, 0s", "PT48H0.001S, PT48H0.001S", "PT49H, 49h"})
  void aDelayIsOneSecondTo48Hours(Duration delay, String shown) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> RULES.withRetryDelays(List.of(delay)))
        .withMessage("'retryDelays[0]' must be a delay from 1s to 48h, but is '" + shown + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "PT1S, 1s",
    "PT1.5S, 1500ms",
    "PT60S, 1m",
    "PT90S, 90s",
    "PT5M, 5m",
    "PT2H, 2h",
    "PT48H, 48h",
  })
  void aDelayIsShownAsPeopleWriteIt(Duration delay, String text) {
    assertThat(DeliveryRules.text(delay)).isEqualTo(text);
  }
}
