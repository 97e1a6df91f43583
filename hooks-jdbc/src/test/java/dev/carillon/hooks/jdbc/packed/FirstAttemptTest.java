package dev.carillon.hooks.jdbc.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FirstAttemptTest {

  private static final long NOW = 1_790_000_000_000_000L;

  @Test
  void eachComesBackToTheLastNumber() {
    Random random = new Random(6);
    for (int i = 0; i < 200; i++) {
      List<FirstAttempt> tries = new ArrayList<>();
      long sequence = random.nextLong(1L << 40);
      for (int count = 1 + random.nextInt(30); count > 0; count--) {
        sequence += 1 + random.nextInt(5);
        tries.add(random(random, sequence));
      }
      byte[] packed = FirstAttempt.pack(tries);
      assertThat(FirstAttempt.readAll(packed)).isEqualTo(tries);
      NumberTable table = NumberTable.read(packed);
      FirstAttempt one = tries.get(random.nextInt(tries.size()));
      assertThat(FirstAttempt.read(table, table.find(one.sequence()))).isEqualTo(one);
    }
  }

  private static FirstAttempt random(Random random, long sequence) {
    return new FirstAttempt(
        sequence,
        random.nextInt(65_535),
        1 + random.nextLong(1L << 33),
        NOW + random.nextInt(1_000_000),
        NOW + random.nextLong(-1_000_000_000, 1_000_000_000),
        NOW + random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L),
        random.nextLong(60_000_000_000L),
        200 + random.nextInt(100),
        random.nextInt(3),
        random.nextInt(3));
  }

  @Test
  void manyAlikeTakeAFewBytesEach() {
    List<FirstAttempt> tries = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      long ended = NOW + i * 30L;
      tries.add(
          new FirstAttempt(
              10 + i * 4L, 1, 5, ended - 5_000, ended, ended - 900 - i % 50, 850, 200, 1, 1));
    }
    assertThat(FirstAttempt.pack(tries).length).isLessThan(10 * 1_000);
  }

  @Test
  void isTheAttemptThatItWas() {
    FirstAttempt one = new FirstAttempt(9, 2, 4, NOW, NOW + 70, NOW + 1, 69, 204, 3, 2);
    assertThat(one.event()).isEqualTo(6);
    assertThat(one.attempt("Test/2"))
        .isEqualTo(
            new Attempt(
                1,
                Instant.EPOCH.plusNanos((NOW + 1) * 1_000),
                Duration.ofNanos(69_000),
                new Outcome.Accepted(ReceiverResponse.of(204)),
                Timings.NONE,
                new AttemptTarget("", new AttemptTarget.Made(3, "Test/2"), AttemptTarget.Peer.NONE),
                false,
                false));
    FirstAttempt unknown = new FirstAttempt(9, 2, 4, NOW, NOW, NOW, 0, 200, 0, 0);
    assertThat(unknown.attempt("").target().made()).isEqualTo(AttemptTarget.Made.UNKNOWN);
  }
}
