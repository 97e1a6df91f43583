package dev.carillon.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final StringWriter drawn = new StringWriter();

  private ProgressBar progress(boolean shown) {
    return new ProgressBar(new PrintWriter(drawn), shown, "bytes");
  }

  @Test
  void eachHundredthIsDrawnOnceOverTheOneBefore() {
    try (ProgressBar progress = progress(true)) {
      for (int done = 0; done <= 3000; done++) {
        progress.at(done, 3000);
      }
    }
    String[] bars = drawn.toString().split("\r", -1);
    assertThat(bars).hasSize(102);
    assertThat(bars[1]).isEqualTo("[" + " ".repeat(30) + "] 0/3,000 bytes");
    assertThat(bars[51]).startsWith("[" + "#".repeat(15) + " ".repeat(15) + "] 1,500/3,000");
    assertThat(bars[101].strip()).isEqualTo("[" + "#".repeat(30) + "] 3,000/3,000 bytes");
    assertThat(drawn.toString()).endsWith(System.lineSeparator());
  }

  @Test
  void whatIsDoneAtOnceOrSeenByNobodyIsNotDrawn() {
    try (ProgressBar atOnce = progress(true);
        ProgressBar unseen = progress(false)) {
      atOnce.at(7, 7);
      unseen.at(1, 7);
      unseen.at(7, 7);
    }
    assertThat(drawn.toString()).isEmpty();
  }

  @Test
  void moreThanThereShouldBeIsAllOfIt() {
    try (ProgressBar progress = progress(true)) {
      progress.at(1, 2);
      progress.at(9, 2);
    }
    assertThat(drawn.toString().strip()).endsWith("] 2/2 bytes");
  }

  @Test
  void whereTheWholeIsUnknownWhatIsDoneIsToldAndNotTooOften() {
    try (ProgressBar progress = progress(true);
        ProgressBar unseen = progress(false)) {
      for (long done : List.of(0L, 5L, 6L, 1_000L, 1_010L, 1_011L)) {
        progress.at(done, 0);
        unseen.at(done, 0);
      }
    }
    assertThat(drawn.toString().strip().split("\r"))
        .containsExactly("5 bytes", "6 bytes", "1,000 bytes", "1,011 bytes");
  }

  @Test
  void bytesAreCountedWhileTheyAreRead() throws IOException {
    byte[] bytes = "twenty bytes of text".getBytes(UTF_8);
    try (ProgressBar progress = progress(true);
        InputStream in = progress.reading(new ByteArrayInputStream(bytes), bytes.length)) {
      assertThat(in.read()).isEqualTo('t');
      assertThat(drawn.toString()).endsWith("] 1/20 bytes");
      assertThat(in.readNBytes(9)).hasSize(9);
      assertThat(drawn.toString()).endsWith("] 10/20 bytes");
      assertThat(in.readAllBytes()).hasSize(10);
    }
    assertThat(drawn.toString().strip()).endsWith("] 20/20 bytes");
  }
}
