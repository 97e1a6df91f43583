package dev.carillon.server.webhooks.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLineTest {

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
        "=a,b | \"'=a,b\"",
        "a,b | \"a,b\"",
        "say \"hi\" | \"say \"\"hi\"\"\"",
        "a=1 | a=1",
        "-0123456789abcdefghi-_ | -0123456789abcdefghi-_"
      })
  void aCellIsNeverAFormula(String text, String cell) {
    assertThat(CsvLine.cell(text)).isEqualTo(cell);
  }
}
