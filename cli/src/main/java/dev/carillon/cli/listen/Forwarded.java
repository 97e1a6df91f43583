package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.Screen;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What became of one event that was brought to the developer's program.
 *
 * @param at when
 * @param type the event's type
 * @param id the event's id
 * @param status what the program answered, 0 where it did not
 * @param error why it did not, else empty
 * @param millis how long it took
 */
public record Forwarded(Instant at, String type, String id, int status, String error, long millis) {

  /** Whether the program took it. */
  public boolean accepted() {
    return status / 100 == 2;
  }

  /** As a line. */
  public String line(Screen screen) {
    String outcome = status > 0 ? String.valueOf(status) : error;
    return at.truncatedTo(ChronoUnit.SECONDS)
        + "  "
        + Screen.printable(type)
        + "  "
        + Screen.printable(id)
        + "  "
        + screen.coloured(
            Screen.printable(outcome), accepted() ? Screen.Colour.GOOD : Screen.Colour.BAD)
        + "  "
        + millis
        + " ms";
  }

  /** As JSON. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
    json.put("type", type).put("id", id).put("status", status).put("error", error);
    return json.put("durationMs", millis);
  }
}
