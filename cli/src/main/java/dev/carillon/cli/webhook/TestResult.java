package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.List;

/** One attempt, both sides of it. */
public final class TestResult {

  private TestResult() {}

  /** Prints it; success only where the receiver answered 2xx. */
  public static ExitCode shown(Screen screen, JsonNode attempt) {
    screen.show(attempt, () -> text(screen, attempt));
    return attempt.path("outcome").asText().equals("accepted") ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** As lines. */
  public static String text(Screen screen, JsonNode attempt) {
    List<String> lines = new ArrayList<>();
    JsonNode request = attempt.path("request");
    lines.add("> " + Screen.text(request.path("method")) + " " + Screen.text(request.path("url")));
    request.path("headers").forEach(header -> lines.add("> " + header(header)));
    lines.add("");
    boolean accepted = attempt.path("outcome").asText().equals("accepted");
    String outcome =
        attempt.path("status").isNumber()
            ? "HTTP " + attempt.path("status").asInt()
            : Screen.text(attempt.path("errorClass")) + ": " + Screen.text(attempt.path("detail"));
    String line = "< " + outcome + " in " + Screen.text(attempt.path("durationMs")) + " ms";
    lines.add(screen.coloured(line, accepted ? Screen.Colour.GOOD : Screen.Colour.BAD));
    JsonNode answer = attempt.path("answer");
    answer.path("headers").forEach(header -> lines.add("< " + header(header)));
    if (!answer.path("body").asText().isEmpty()) {
      lines.add("");
      lines.add(Screen.text(answer.path("body")));
    }
    JsonNode diagnosis = attempt.path("diagnosis");
    if (!accepted && diagnosis.isObject()) {
      lines.add("");
      lines.add(Screen.text(diagnosis.path("summary")));
      lines.add("Next: " + Screen.text(diagnosis.path("nextStep")));
    }
    return String.join("\n", lines);
  }

  private static String header(JsonNode header) {
    return Screen.text(header.path("name")) + ": " + Screen.text(header.path("value"));
  }
}
