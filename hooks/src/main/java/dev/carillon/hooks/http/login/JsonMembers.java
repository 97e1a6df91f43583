package dev.carillon.hooks.http.login;

import dev.carillon.hooks.event.JsonSyntax;
import dev.carillon.hooks.validation.ValidationException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The members of a JSON object whose values are texts or numbers, as texts; of two with one name
 * the last counts. Values of other kinds are passed over.
 */
final class JsonMembers {

  private final String json;
  private final Map<String, String> members = new HashMap<>();
  private int at;

  private JsonMembers(String json) {
    this.json = json;
  }

  /** The members of this text; empty where it is no JSON object. */
  static Map<String, String> of(String text) {
    try {
      JsonSyntax.check(text.getBytes(StandardCharsets.UTF_8));
    } catch (ValidationException none) {
      return Map.of();
    }
    JsonMembers reader = new JsonMembers(text);
    reader.space();
    if (reader.here() == '{') {
      reader.object();
    }
    return reader.members;
  }

  /** From here on the text is known to be well-formed. */
  private void object() {
    at++;
    space();
    while (here() != '}') {
      String name = text();
      space();
      at++; // the colon
      space();
      value(name);
      space();
      if (here() == ',') {
        at++;
        space();
      }
    }
  }

  private void value(String name) {
    switch (here()) {
      case '"' -> members.put(name, text());
      case '{', '[' -> skip();
      default -> {
        int start = at;
        while (",}] \t\r\n".indexOf(here()) < 0) {
          at++;
        }
        char first = json.charAt(start);
        if (first == '-' || Character.isDigit(first)) {
          members.put(name, json.substring(start, at));
        }
      }
    }
  }

  /** Over an object or an array, with all that is in it. */
  private void skip() {
    int depth = 0;
    do {
      char next = here();
      if (next == '"') {
        text();
      } else {
        depth += next == '{' || next == '[' ? 1 : 0;
        depth -= next == '}' || next == ']' ? 1 : 0;
        at++;
      }
    } while (depth > 0);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    at++;
    while (here() != '"') {
      if (here() == '\\') {
        at++;
        text.append(escaped());
      } else {
        text.append(here());
      }
      at++;
    }
    at++;
    return text.toString();
  }

  private char escaped() {
    return switch (here()) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(json.substring(at - 3, at + 1), 16);
      }
      default -> here();
    };
  }

  private char here() {
    return json.charAt(at);
  }

  private void space() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }
}
