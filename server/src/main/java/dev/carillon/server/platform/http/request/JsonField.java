package dev.carillon.server.platform.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * One named value of a JSON body that no description has checked: what is of another type is a
 * {@link Problem} that names field, value and what is allowed.
 */
public record JsonField(String name, JsonNode value) {

  /** Whether it is null, which sets an optional field back to its default, or absent. */
  public boolean none() {
    return value.isNull() || value.isMissingNode();
  }

  /** A text of at most so many characters that says something. */
  public String filledText(int max) {
    String text = text(max);
    if (text.isBlank()) {
      throw wrong("a text that is not blank");
    }
    return text;
  }

  /** A text of at most so many characters, on one line. */
  public String text(int max) {
    String text = lines(max);
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw wrong("a text without control characters");
    }
    return text;
  }

  /** A text of at most so many characters; null is an empty one. */
  public String lines(int max) {
    if (none()) {
      return "";
    }
    if (!value.isTextual()) {
      throw wrong("a text");
    }
    String text = value.textValue();
    if (text.length() > max) {
      throw wrong("a text of at most " + max + " characters, not " + text.length());
    }
    if (text.chars().anyMatch(c -> Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0)
        || text.codePoints().anyMatch(c -> c <= 0xffff && Character.isSurrogate((char) c))) {
      throw wrong("a text without control characters and unpaired surrogates");
    }
    return text;
  }

  /** true or false; the same as {@code absent} where it is null. */
  public boolean flag(boolean absent) {
    return none() ? absent : flag();
  }

  /** true or false. */
  public boolean flag() {
    if (!value.isBoolean()) {
      throw wrong("true or false");
    }
    return value.booleanValue();
  }

  /** A whole number within the range; null is 0. */
  public int number(int min, int max) {
    if (none()) {
      return 0;
    }
    if (value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToInt()) {
      int number = value.intValue();
      if (min <= number && number <= max) {
        return number;
      }
    }
    throw wrong("a whole number from " + min + " to " + max);
  }

  /** The elements of an array, each to be read on; null is an empty one. */
  public List<JsonField> elements(int max) {
    List<JsonField> elements = new ArrayList<>();
    if (none()) {
      return elements;
    }
    if (!value.isArray()) {
      throw wrong("an array of texts");
    }
    if (value.size() > max) {
      throw wrong("an array of at most " + max + " texts, not " + value.size());
    }
    for (JsonNode element : value) {
      elements.add(new JsonField(name + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  /** The values of an object, by their own names; null is an empty one. */
  public List<JsonField> properties() {
    if (none()) {
      return List.of();
    }
    if (!value.isObject()) {
      throw wrong("an object");
    }
    return value.properties().stream()
        .map(entry -> new JsonField(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The same value under a name that says where it stands. */
  public JsonField within(String parent) {
    return new JsonField(parent + "." + name, value);
  }

  /** What to throw where the value is not allowed. */
  public Problem wrong(String allowed) {
    return Problem.badField(
        name, value.isTextual() ? value.textValue() : value.toString(), allowed);
  }
}
