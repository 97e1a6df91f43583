package dev.carillon.hooks.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedTextTest {

  @ParameterizedTest
  @CsvSource({
    "needle, a NEEDLE here, true",
    "NEEDLE, a Needle here, true",
    "needle, a noodle here, false",
    "é, CAFÉ, true",
    "CAFÉ, ein café, true",
    "e, É, false",
    "ΟΔΟΣ, οδος, true",
    "οδος, ΟΔΟΣ, true",
    "привет, ПРИВЕТ, true",
    "201, É, false",
    "ẞ, straße, true",
    "ss, straße, false",
    "a.b, axb, false",
    "a.b, xA.Bx, true",
    "𐐨, 𐐀, true",
    "aab, xaaAB, true",
  })
  void lettersAreFoundInEitherCaseAndNothingElseIs(String text, String in, boolean found) {
    FoldedText folded = new FoldedText(text);
    assertThat(folded.in(in.getBytes(UTF_8))).isEqualTo(found);
    String bytes = new String(in.getBytes(UTF_8), ISO_8859_1);
    assertThat(Pattern.compile(folded.pattern()).matcher(bytes).find()).isEqualTo(found);
  }

  @Test
  void whatHasNoCaseIsLookedForAsItIs() {
    assertThat(new FoldedText("2026-11 %_\\").exact()).isTrue();
    assertThat(new FoldedText("漢字").exact()).isTrue();
    assertThat(new FoldedText("x").exact()).isFalse();
    assertThat(new FoldedText("x").ascii()).isTrue();
    assertThat(new FoldedText("ä").ascii()).isFalse();
  }

  @Test
  void bytesNeedNotBeText() {
    byte[] bytes = {(byte) 0xFF, 0, 'N', (byte) 0xC3, 'n'};
    assertThat(new FoldedText("n").in(bytes)).isTrue();
    assertThat(new FoldedText("é").in(bytes)).isFalse();
  }

  @Test
  void nothingIsNotLookedFor() {
    assertThatIllegalArgumentException().isThrownBy(() -> new FoldedText(""));
  }
}
