package dev.carillon.hooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

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
  void sharesItsFirstHalfWithAnother() {
    String id = Ids.random();
    String beside = Ids.beside(id);
    assertThat(beside).matches(Ids::valid).startsWith(id.substring(0, 11)).isNotEqualTo(id);
  }

  @Test
  void refusesWhatIsNoId() {
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("short"));
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("x".repeat(21) + "+"));
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("x".repeat(21) + "é"));
  }
}
