package dev.carillon.hooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
  void refusesWhatIsNoId() {
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("short"));
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.checked("x".repeat(21) + "+"));
  }
}
