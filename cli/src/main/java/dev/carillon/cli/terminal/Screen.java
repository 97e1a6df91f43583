package dev.carillon.cli.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a command prints: data on standard output, words about it on standard error. What servers
 * and receivers said may be hostile, so that no control character of theirs reaches the terminal.
 *
 * @param json whether data is wanted as JSON, one value on a line
 * @param quiet whether words are unwanted
 * @param colour whether outcomes may be coloured
 */
public record Screen(
    PrintWriter out, PrintWriter err, boolean json, boolean quiet, boolean colour) {

  private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  /** Prints a value: as JSON, or as this text. */
  public void show(JsonNode value, Supplier<String> text) {
    if (json) {
      json(value);
    } else {
      print(text.get());
    }
  }

  /** Prints an object: as JSON, or its simple values in columns. */
  public void showFacts(JsonNode object) {
    show(object, () -> facts(object));
  }

  /** Prints what became of work of which there is nothing to show but where JSON is wanted. */
  public void result(JsonNode value) {
    if (json) {
      json(value);
    }
  }

  /** Prints a value as JSON, on one line. */
  public void json(Object value) {
    print(escaped(new String(Json.write(value), StandardCharsets.UTF_8)));
  }

  /**
   * Prints a value that is a document itself: JSON on one line if that is wanted, else formatted.
   */
  public void document(JsonNode value) {
    show(
        value,
        () -> Json.formatted(value).lines().map(Screen::escaped).collect(Collectors.joining("\n")));
  }

  /** JSON that means the same, without the characters that JSON allows and terminals obey. */
  private static String escaped(String json) {
    return OBEYED
        .matcher(json)
        .replaceAll(
            found ->
                found
                    .group()
                    .chars()
                    .mapToObj(unit -> "\\\\u%04x".formatted(unit))
                    .collect(Collectors.joining()));
  }

  /** Prints a line of data, or several. */
  public void print(String text) {
    out.println(text);
    out.flush();
  }

  /** Says something about the work. */
  public void say(String words) {
    if (!quiet) {
      err.println(printable(words));
      err.flush();
    }
  }

  /** An object's simple values, one on a line, in columns. */
  public static String facts(JsonNode object) {
    Table table = new Table();
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      table.row(List.of(each.getKey(), text(each.getValue())));
    }
    return table.text();
  }

  /** A value as people read it. */
  public static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "–";
    }
    return printable(value.isValueNode() ? value.asText() : value.toString());
  }

  /** An object's values of these names, as people read them. */
  public static List<String> texts(JsonNode object, String... names) {
    return Stream.of(names).map(name -> text(object.path(name))).toList();
  }

  /** The text without what could move a cursor or write a line of its own. */
  public static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "�").replace('\n', ' ');
  }

  /** The text in the colour of an outcome, where colours may be. */
  public String coloured(String text, Colour of) {
    return colour ? "\u001b[" + of.code + "m" + text + "\u001b[0m" : text;
  }

  /** Colours of outcomes; the words say the same. */
  public enum Colour {
    GOOD(32),
    WARNING(33),
    BAD(31),
    FAINT(2);

    private final int code;

    Colour(int code) {
      this.code = code;
    }
  }
}
