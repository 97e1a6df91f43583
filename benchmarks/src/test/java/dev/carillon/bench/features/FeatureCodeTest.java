package dev.carillon.bench.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureCodeTest {

  /** A class that was renamed would count no more, and the feature would seem to cost nothing. */
  @Test
  void everyPlaceIsThere() {
    for (FeatureCode code : FeatureCode.ALL) {
      for (String place : code.places()) {
        String type = place.endsWith(".") ? place + "package-info" : place;
        assertThatCode(() -> Class.forName(type, false, getClass().getClassLoader()))
            .as("%s of %s", place, code.feature())
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void aClassBelongsToOneWithWhatIsInsideOfIt() {
    FeatureCode code = new FeatureCode("one", List.of("a.b.Batch", "a.proof."));
    assertThat(code.has("a.b.Batch")).isTrue();
    assertThat(code.has("a.b.Batch$Inner")).isTrue();
    assertThat(code.has("a.b.Batches")).isFalse();
    assertThat(code.has("a.proof.Seal")).isTrue();
    assertThat(code.has("a.proofs.Seal")).isFalse();
  }
}
