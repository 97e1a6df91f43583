package dev.carillon.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver or a server says moves no cursor. */
class ScreenTest {

  private final StringWriter out = new StringWriter();
  private final PrintWriter printer = new PrintWriter(out);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\u009b2J",
        "\u0090q",
        "\u007f",
        "\b\b\b",
        "\r",
        "a\nb",
        "\u202egpj.exe",
        "\u2066x",
        "\ufeff",
        "\udb40\udc41",
        "\u0000"
      })
  void noControlCharacterReachesTheTerminal(String hostile) throws Exception {
    Map<String, String> value = Map.of("name", "<" + hostile + ">", "a" + hostile, "b");
    new Screen(printer, printer, true, false, true).json(value);
    String json = out.toString().strip();
    assertThat(json).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    assertThat(new ObjectMapper().readTree(json)).isEqualTo(new ObjectMapper().valueToTree(value));
    assertThat(Screen.text(new ObjectMapper().valueToTree(hostile)))
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
  }
}
