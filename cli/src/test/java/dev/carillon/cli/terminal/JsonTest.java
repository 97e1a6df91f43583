package dev.carillon.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void whatIsReadIsWrittenAsItWas() throws IOException {
    String text = "{\"a\":[1,2.5,null,true],\"ü\":\"\\u0007\"}";

    assertThat(new String(Json.write(Json.read(text)), UTF_8)).isEqualTo(text);
    assertThat(Json.read(text.getBytes(UTF_8))).isEqualTo(Json.read(text));
    assertThat(Json.read(new ByteArrayInputStream(text.getBytes(UTF_8))))
        .isEqualTo(Json.read(text));
    assertThat(Json.read(new ByteArrayInputStream(new byte[0])).isMissingNode()).isTrue();
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPlace() {
    assertThat(refusal("{\"a\":1,\n \"b\" 2}"))
        .startsWith("The JSON is malformed at line 2, column 6: ");
    assertThat(refusal("")).isEqualTo("The JSON is empty");
    assertThat(refusal("{} {}")).startsWith("The JSON is malformed at line 1, column 4: ");
    assertThat(refusal("{\"a\":1,\"a\":2}")).contains("Duplicate", "'a'");
    assertThat(refusal("{\"a\":[")).doesNotContain("start marker", "Source");
    assertThat(refusal("{\"" + "k".repeat(1000) + "\" 1}")).hasSizeLessThan(300);
    assertThatExceptionOfType(Json.Malformed.class)
        .isThrownBy(() -> Json.read(new byte[] {'"', (byte) 0xff, '"'}))
        .withMessageContaining("UTF-8");
  }

  @Test
  void anAnswerMayHoldATextOfManyMegabytes() {
    String text = "\"" + "x".repeat(25 << 20) + "\"";

    assertThat(Json.read(text.getBytes(UTF_8)).textValue()).hasSize(25 << 20);
  }

  private static String refusal(String text) {
    try {
      return "taken: " + Json.read(text);
    } catch (Json.Malformed malformed) {
      return String.valueOf(malformed.getMessage());
    }
  }
}
