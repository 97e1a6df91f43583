package dev.carillon.hooks.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.validation.ValidationException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSyntaxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ ] ",
        "\r\n\t{ }\n",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0e-7",
        "10",
        "1.5E+300",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud800\"",
        "\"ä€😀\u007f\"",
        "{\"a\":1}",
        "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"d\":\"e\"}",
        "[[[],{}],[{\"a\":[]}] , 1]",
        "{\"a\":1,\"a\":2}",
        "{ \"a\" : [ 1 , \"x\" ] , \"b\" : true }",
      })
  void whatIsJsonIsAllowed(String text) {
    assertThatCode(() -> JsonSyntax.check(text.getBytes(UTF_8))).doesNotThrowAnyException();
    assertThat(Snapshot.of(text).bytes()).isEqualTo(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "nul",
        "nulll",
        "TRUE",
        "{",
        "}",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":1]",
        "[1}",
        "{} {}",
        "1 2",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "\"\u0000\"",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "// no\n1",
        "\ufeff{}",
        "\u00a0{}",
      })
  void everythingElseIsRefusedWithTheByteWhereItGoesWrong(String text) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Snapshot.of(text))
        .withMessageContaining("'payload' must be JSON (RFC 8259): at byte ")
        .withMessageContaining("was expected");
  }

  @Test
  void theContentIsNotShown() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Snapshot.of("{\"card\":4111111111111111,secret}"))
        .withMessage(
            "'payload' must be JSON (RFC 8259): at byte 25 of 32 a name in quotes was expected;"
                + " what is not JSON is recorded as a Payload");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedAsADecoderRefusesThem() {
    Random random = new Random(3);
    int valid = 0;
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[3 + random.nextInt(4)];
      for (int i = 1; i < bytes.length - 1; i++) {
        // above 0x7f most of the time, and often what may follow
        bytes[i] = (byte) (random.nextInt(4) == 0 ? 0x61 : 0x80 + random.nextInt(0x80));
      }
      bytes[0] = '"';
      bytes[bytes.length - 1] = '"';
      boolean utf8 = isUtf8(bytes);
      assertThat(isJson(bytes)).as(new String(bytes, ISO_8859_1)).isEqualTo(utf8);
      valid += utf8 ? 1 : 0;
    }
    assertThat(valid).isGreaterThan(5_000);
  }

  @Test
  void whatWasCutOffOrChangedNeverFailsInAnotherWay() {
    byte[] text =
        "{\"a\":[1,-2.5e3,\"ä€😀\\u00e9\",{\"b\":null}],\"c\":[true,false,{}]}".getBytes(UTF_8);
    for (int length = 0; length < text.length; length++) {
      byte[] cut = Arrays.copyOf(text, length);
      assertThat(isJson(cut)).as("%s bytes", length).isFalse();
    }
    Random random = new Random(5);
    for (int round = 0; round < 100_000; round++) {
      byte[] changed = text.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      isJson(changed);
    }
  }

  @Test
  void depthAndLengthHaveLimits() {
    String open = "[".repeat(JsonSyntax.DEPTH_MAX);
    String close = "]".repeat(JsonSyntax.DEPTH_MAX);
    assertThat(isJson((open + close).getBytes(UTF_8))).isTrue();
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Snapshot.of("[" + open + close + "]"))
        .withMessageContaining("nested at most 512 levels deep");
    String mixed = "[{\"a\":".repeat(256) + "1" + "}]".repeat(256);
    assertThat(isJson(mixed.getBytes(UTF_8))).isTrue();
    assertThat(isJson(mixed.replace("}]}", "]}}").getBytes(UTF_8))).isFalse();
    String longest = "\"" + "x".repeat(JsonSyntax.BYTES_MAX - 2) + "\"";
    assertThat(isJson(longest.getBytes(UTF_8))).isTrue();
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Snapshot.of(longest + " "))
        .withMessageContaining("at most 4194304 bytes of JSON, not 4194305");
  }

  private static boolean isJson(byte[] bytes) {
    try {
      JsonSyntax.check(bytes);
      return true;
    } catch (ValidationException no) {
      return false;
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    try {
      decoder.decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException no) {
      return false;
    }
  }
}
