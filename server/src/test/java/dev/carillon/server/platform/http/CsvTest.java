package dev.carillon.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain | plain",
        "=1+1 | '=1+1",
        "+1 | '+1",
        "-1 | '-1",
        "@x | '@x",
        "＝1+1 | '＝1+1",
        "` =1+1` | `' =1+1`",
        "`\t=1+1` | `\"'\t=1+1\"`",
        "`\nx` | `\"'\nx\"`",
        "=a,b | \"'=a,b\"",
        "a,b | \"a,b\"",
        "a;=1+1 | \"a;=1+1\"",
        "say \"hi\" | \"say \"\"hi\"\"\"",
        "a=1 | a=1",
        "-0123456789abcdefghi-_ | -0123456789abcdefghi-_"
      })
  void aTextIsNeverAFormula(String text, String cell) {
    assertThat(Csv.line(List.of(text))).isEqualTo(cell + "\r\n");
  }

  @Test
  void numbersStayNumbers() {
    assertThat(Csv.line(List.of(-1, -2.5, "-3"))).isEqualTo("-1,-2.5,'-3\r\n");
  }
}
