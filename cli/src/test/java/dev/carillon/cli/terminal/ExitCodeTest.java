package dev.carillon.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

  @ParameterizedTest
  @CsvSource({
    "400, 2", "401, 3", "403, 3", "404, 4", "405, 2", "409, 5", "410, 4", "412, 5", "413, 2",
    "415, 2", "422, 2", "429, 6", "500, 1", "502, 6", "503, 6", "504, 6", "302, 1"
  })
  void whatAServerAnswersHasANumberThatNeverChanges(int status, int code) {
    assertThat(ExitCode.of(status).number()).isEqualTo(code);
  }
}
