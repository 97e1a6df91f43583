package dev.carillon.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.webhook.WebhookHealth.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookHealthTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private Instant now = NOW;

  @ParameterizedTest
  @CsvSource({
    // + is a success, - a failure, in their order
    "+, HEALTHY",
    "-, DEGRADED",
    "----, DEGRADED",
    "-----, FAILING",
    "------------, FAILING",
    "-----+, DEGRADED",
    "-----+-, DEGRADED",
    "-----+----, DEGRADED",
    "-----+-----, FAILING",
    "+-, DEGRADED",
    "++++++++++++++++++-, DEGRADED",
    "+++++++++++++++++++-, HEALTHY",
    "+++++++++++++++++++-----, FAILING",
  })
  void theLastAttemptsSayHowItIs(String outcomes, Status expected) {
    assertThat(after(WebhookHealth.NONE, outcomes).status()).isEqualTo(expected);
  }

  @Test
  void whereRetriesAreUsedUpItFailsUntilTheNextSuccess() {
    WebhookHealth healthy = after(WebhookHealth.NONE, "+".repeat(50));
    WebhookHealth failing = healthy.afterFailure(now, "HTTP 503", true);
    assertThat(failing.status()).isEqualTo(Status.FAILING);
    assertThat(after(failing, "-").status()).isEqualTo(Status.FAILING);
    assertThat(after(failing, "+").status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void afterALongOutageItIsHealthyOnceNineteenInTwentyOfTheLastFiftySucceeded() {
    WebhookHealth out = after(WebhookHealth.NONE, "-".repeat(362));
    assertThat(out.failuresInRow()).isEqualTo(362);
    assertThat(out.status()).isEqualTo(Status.FAILING);
    WebhookHealth nearly = after(out, "+".repeat(47));
    assertThat(nearly.status()).isEqualTo(Status.DEGRADED);
    assertThat(after(nearly, "+").status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void anHourAfterTheLastFailureFiveSuccessesInARowAreEnough() {
    WebhookHealth out = after(WebhookHealth.NONE, "-------");
    now = now.plus(Duration.ofHours(1));
    WebhookHealth nearly = after(out, "++++");
    now = now.plusMillis(1);
    assertThat(nearly.status()).isEqualTo(Status.DEGRADED);
    WebhookHealth well = after(nearly, "+");
    assertThat(well.status()).isEqualTo(Status.HEALTHY);
    assertThat(well.lastError()).isEqualTo("HTTP 500");
    assertThat(after(well, "-").status()).as("one of six").isEqualTo(Status.DEGRADED);
  }

  @Test
  void withinAnHourFiveSuccessesInARowAreNotEnough() {
    WebhookHealth out = after(WebhookHealth.NONE, "-------");
    now = now.plus(Duration.ofHours(1));
    assertThat(after(out, "+++++").status()).isEqualTo(Status.DEGRADED);
  }

  /** The rule once more, written down otherwise, over generated outcomes. */
  @Test
  void itSaysHealthyOnlyWhereNineteenInTwentySucceededAndFailingOnlyWhereNoneDid() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      WebhookHealth health = WebhookHealth.NONE;
      Deque<Boolean> last = new ArrayDeque<>();
      double rate = random.nextDouble();
      for (int i = 0; i < 300; i++) {
        boolean success = random.nextDouble() < rate;
        health = after(health, success ? "+" : "-");
        last.addLast(success);
        if (last.size() > 50) {
          last.removeFirst();
        }
        long good = last.stream().filter(each -> each).count();
        boolean inRow = last.size() >= 5 && last.stream().skip(last.size() - 5).noneMatch(s -> s);
        Status expected =
            inRow
                ? Status.FAILING
                : good * 20L >= last.size() * 19L ? Status.HEALTHY : Status.DEGRADED;
        assertThat(health.status()).as("seed %d, attempt %d", seed, i).isEqualTo(expected);
      }
    }
  }

  @Test
  void aSuccessOfAHealthyWebhookHasNotToBeStored() {
    WebhookHealth first = after(WebhookHealth.NONE, "+");
    WebhookHealth second = after(first, "+");
    assertThat(second.differs(first)).isFalse();
    WebhookHealth full = after(WebhookHealth.NONE, "+".repeat(50));
    assertThat(full.differs(first)).as("once, so that it is known after a restart").isTrue();
    assertThat(full.afterSuccess(now)).isSameAs(full);
    WebhookHealth scratched = after(full, "-");
    assertThat(scratched.status()).isEqualTo(Status.HEALTHY);
    assertThat(scratched.differs(full)).isTrue();
    WebhookHealth mended = after(scratched, "+");
    assertThat(after(mended, "+").differs(mended)).isFalse();
  }

  @Test
  void theLargestPayloadIsKeptOnceItIsTooLarge() {
    WebhookHealth healthy = after(WebhookHealth.NONE, "+");
    assertThat(healthy.afterPayload(100_000)).isSameAs(healthy);
    WebhookHealth marked = healthy.afterPayload(100_001);
    assertThat(marked.largestPayloadBytes()).isEqualTo(100_001);
    assertThat(marked.afterPayload(100_001)).isSameAs(marked);
    assertThat(marked.differs(healthy)).isTrue();
    assertThat(after(marked, "-+").largestPayloadBytes()).isEqualTo(100_001);
  }

  @Test
  void aWindowThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new WebhookHealth.Recent(51, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WebhookHealth.Recent(3, 1L << 50))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private WebhookHealth after(WebhookHealth health, String outcomes) {
    WebhookHealth after = health;
    for (int i = 0; i < outcomes.length(); i++) {
      after =
          outcomes.charAt(i) == '+'
              ? after.afterSuccess(now)
              : after.afterFailure(now, "HTTP 500", false);
    }
    return after;
  }
}
