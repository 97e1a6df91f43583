package dev.carillon.server.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Nobody writes lines of the log by what he sends. */
class OneLineTest {

  private static final String FORGED =
      "x\r\n2026-11-26T12:00:00.000+0000 INFO audit admin logged in\u2028more\u0085\u001b[2J\u0000";
  private static final String BEGINNING =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d{4} WARNING a\\.logger .*";

  private static LogRecord entry(String message) {
    LogRecord entry = new LogRecord(Level.WARNING, message);
    entry.setLoggerName("a.logger");
    return entry;
  }

  @Test
  void aMessageIsOneLine() {
    LogRecord entry = entry("Search by {0}");
    entry.setParameters(new Object[] {FORGED});
    String text = new OneLine().format(entry);
    assertThat(text.lines()).hasSize(1);
    assertThat(text).matches("(?s)" + BEGINNING);
    assertThat(text.stripTrailing()).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    assertThat(text).contains("Search by x??2026-11-26");
  }

  @Test
  void whatAFailureSaysStandsBelowWithAnIndent() {
    LogRecord entry = entry("it failed");
    entry.setThrown(new IllegalStateException(FORGED, new IOException(FORGED)));
    List<String> lines = new OneLine().format(entry).lines().toList();
    assertThat(lines.getFirst()).matches(BEGINNING);
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.startsWith("  "));
    assertThat(lines).anyMatch(line -> line.contains("Caused by: java.io.IOException"));
    assertThat(lines).anyMatch(line -> line.contains("OneLineTest"));
    assertThat(String.join("", lines)).doesNotContainPattern("[\\p{Cc}&&[^\\t]]");
  }

  @Test
  void asJsonAMessageIsOneObjectWithItsStackTrace() throws IOException {
    LogRecord entry = entry("Search by {0}");
    entry.setParameters(new Object[] {FORGED});
    entry.setThrown(new IllegalStateException(FORGED, new IOException(FORGED)));
    String line = new LogLines(() -> true).format(entry);
    assertThat(line.stripTrailing()).matches("[ -~]+");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.path("message").asText()).isEqualTo("Search by " + FORGED);
    assertThat(json.path("logger").asText()).isEqualTo("a.logger");
    assertThat(json.path("level").asText()).isEqualTo("warning");
    assertThat(OffsetDateTime.parse(json.path("time").asText()))
        .isCloseTo(OffsetDateTime.now(java.time.ZoneOffset.UTC), within(1, ChronoUnit.MINUTES));
    assertThat(json.path("error").asText()).startsWith("java.lang.IllegalStateException: x");
    assertThat(json.path("stack").asText()).contains("Caused by: java.io.IOException", "\tat ");
    assertThat(new LogLines(() -> false).format(entry)).isEqualTo(new OneLine().format(entry));
  }
}
