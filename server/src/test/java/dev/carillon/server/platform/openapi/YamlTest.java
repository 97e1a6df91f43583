package dev.carillon.server.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.http.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of callers. */
class YamlTest {

  @Test
  void whatIsSharedIsAsIfItStoodThere() {
    assertThat(Yaml.ofCaller("a: &a {b: [1]}\nc: *a\nd: *a").toString())
        .isEqualTo("{\"a\":{\"b\":[1]},\"c\":{\"b\":[1]},\"d\":{\"b\":[1]}}");
    assertThat(Yaml.ofCaller("").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: %s", "? %s\n: b", "a: {<<: {b: %s}}"})
  void aShortDocumentThatIsHugeAsATreeIsRefused(String around) {
    StringBuilder shared = new StringBuilder("[x]");
    for (int i = 0; i < 24; i++) {
      shared.insert(0, "[&a" + i + " ").append(", *a" + i + ", *a" + i + "]");
    }
    refused(around.formatted(shared), "more than 200000 values");
  }

  @Test
  void aLongTextThatIsSharedCountsEachTime() {
    String text = "a: &a " + "x".repeat(100_000) + "\nb: [" + "*a, ".repeat(1_000) + "]";
    refused(text, "more than 200000 values");
  }

  @Test
  void whatContainsItselfIsRefused() {
    refused("a: &a {b: [*a]}", "an alias leads to what contains it");
  }

  private static void refused(String document, String words) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> Yaml.ofCaller(document))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(words));
  }
}
