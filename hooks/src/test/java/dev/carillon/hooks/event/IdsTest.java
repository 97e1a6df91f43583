package dev.carillon.hooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

  /** It may never change: ids are not stored, and receivers tell deliveries by them. */
  private static final String SECOND_HALF_OF_1_2 = "6swXcKuyGJn";

  @Test
  void writesEachHalfMostSignificantDigitFirst() {
    assertThat(Ids.of(new UUID(0, 0))).isEqualTo("0".repeat(22));
    assertThat(Ids.of(new UUID(0, 63))).isEqualTo("0".repeat(21) + "-");
    assertThat(Ids.of(new UUID(64, 0))).isEqualTo("0".repeat(9) + "10" + "0".repeat(11));
    assertThat(Ids.of(new UUID(-1, -1))).isEqualTo("F" + "-".repeat(10) + "F" + "-".repeat(10));
  }

  @Test
  void isRandomAndOfTheForm() {
    assertThat(Ids.random()).hasSize(22).matches(Ids::valid).isNotEqualTo(Ids.random());
  }

  @Test
  void beginsWithTheTimeWhereThatIsWanted() {
    String early = Ids.timed(Instant.parse("2026-01-01T00:00:00Z"));
    String late = Ids.timed(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(early).matches(Ids::valid).isNotEqualTo(late);
    // 48 of the 64 bits that the first half writes, six to a digit after the first four
    assertThat(early.substring(0, 8)).isEqualTo(late.substring(0, 8));
    assertThat(early.substring(0, 8))
        .isNotEqualTo(Ids.timed(Instant.parse("2026-01-01T00:00:01Z")).substring(0, 8));
  }

  @Test
  void derivesIdsFromWhichTheDistanceCanBeReadAgain() {
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      String id = Ids.of(new UUID(random.nextLong(), random.nextLong()));
      long distance = 1 + (random.nextLong() & Long.MAX_VALUE) % (1L << random.nextInt(62));
      String derived = Ids.derived(id, distance);
      assertThat(derived).matches(Ids::valid).startsWith(id.substring(0, Ids.LENGTH / 2));
      assertThat(Ids.distance(id, derived)).as("%s %d", id, distance).isEqualTo(distance);
    }
  }

  @Test
  void derivesTheSameIdAlwaysAndAnotherForEachDistance() {
    String id = Ids.of(new UUID(1, 2));
    assertThat(Ids.derived(id, 1)).isEqualTo("00000000001" + SECOND_HALF_OF_1_2);
    Set<String> derived = new HashSet<>();
    for (int distance = 1; distance <= 100_000; distance++) {
      derived.add(Ids.derived(id, distance));
    }
    assertThat(derived).hasSize(100_000).doesNotContain(id);
  }

  @Test
  void derivesFromIdsThatCallersHaveChosenToo() {
    for (String id : List.of("-".repeat(22), "0".repeat(22), "z".repeat(22))) {
      assertThat(Ids.distance(id, Ids.derived(id, 7))).isEqualTo(7);
    }
  }

  @Test
  void whatWasNotDerivedFromAnIdHasNoDistanceToIt() {
    String id = Ids.timed(Instant.parse("2026-01-01T00:00:00Z"));
    String derived = Ids.derived(id, 3);
    String other = "x" + id.substring(1);
    assertThat(Ids.distance(other, derived)).isEqualTo(-1);
    assertThat(Ids.distance(id, Ids.derived(id, 0))).isEqualTo(-1);
    assertThat(Ids.distance(id, Ids.derived(id, -1))).isEqualTo(-1);
    String surplus = derived.substring(0, 11) + "-" + derived.substring(12);
    assertThat(Ids.distance(id, surplus)).as("the two surplus bits of a half").isEqualTo(-1);
  }

  /** Each span follows from the delivery's second half and the attempt's number. */
  @Test
  void spansOfTheDeliveriesOfAnEventAreDistinct() {
    Event.Id event = Event.Id.at(Instant.parse("2026-01-01T00:00:00Z"));
    Trace trace = Trace.of(event);
    Set<String> spans = new HashSet<>();
    for (int distance = 1; distance <= 2_000; distance++) {
      for (int attempt = 1; attempt <= 20; attempt++) {
        spans.add(trace.parent(Ids.derived(event.value(), distance), attempt));
      }
    }
    assertThat(spans).hasSize(2_000 * 20);
  }

  @Test
  void refusesWhatIsNoId() {
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("short"));
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("x".repeat(21) + "+"));
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("x".repeat(21) + "é"));
  }
}
