package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.Screen;
import java.util.List;

/** Lines that say which conditions an event meets, and which parts of a query. */
final class PredicateLines {

  private PredicateLines() {}

  /** Adds a line for each of these, with what came of it. */
  static void add(JsonNode predicates, List<String> lines) {
    for (JsonNode predicate : predicates) {
      lines.add(mark(predicate) + " " + Screen.text(predicate.path("says")));
      JsonNode query = predicate.path("query");
      if (query.isObject()) {
        parts(query, "    ", lines);
      }
    }
  }

  private static String mark(JsonNode part) {
    return switch (part.path("verdict").asText()) {
      case "holds" -> "✓";
      case "fails" -> "✗";
      case "waits" -> "…";
      case "unknown" -> "?";
      default -> "–";
    };
  }

  private static void parts(JsonNode part, String indent, List<String> lines) {
    String kind = part.path("kind").asText();
    String what =
        switch (kind) {
          case "all" -> "all of these";
          case "any" -> "one of these";
          case "not" -> "not this";
          case "unneeded" -> "decides nothing here";
          case "everything" -> "everything";
          default -> term(part);
        };
    lines.add(indent + mark(part) + " " + what);
    part.path("parts").forEach(inner -> parts(inner, indent + "  ", lines));
  }

  private static String term(JsonNode term) {
    boolean named = term.path("field").isTextual();
    String asked =
        (named ? Screen.text(term.path("field")) + ":" : "") + Screen.text(term.path("wanted"));
    return named ? asked + "  (it was " + Screen.text(term.path("value")) + ")" : asked;
  }
}
