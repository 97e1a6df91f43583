package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the fuzzer has kept of headers, each in base 64 on a line, once more. */
class RetryAfterCorpusTest {

  @Test
  void eachIsAWaitOfAtMostADay() throws IOException {
    List<String> lines;
    try (InputStream in =
        Objects.requireNonNull(RetryAfterTarget.class.getResourceAsStream("retry-after.corpus"))) {
      lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      assertThatCode(() -> RetryAfterTarget.fuzzerTestOneInput(Base64.getDecoder().decode(line)))
          .as(line)
          .doesNotThrowAnyException();
    }
  }
}
