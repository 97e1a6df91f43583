package dev.carillon.server.assets.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns what clients send for a field into a value of the field's type: numbers sent to text become
 * text, text sent to fields with many values is split on {@code ,} or {@code ;}, and so on.
 */
public record Coercion(Dates dates) {

  /** The one field whose values have no order of their own: they are kept sorted. */
  static final String TAGS = "tags";

  private static final Pattern SEPARATOR = Pattern.compile("[,;]");
  private static final Pattern LONE_SURROGATE =
      Pattern.compile(
          "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");
  private static final double EXACT_MAX = 1L << 53;

  /** As many digits as JSON may have: reading a million takes seconds. */
  private static final int NUMBER_LENGTH_MAX = 1_000;

  /**
   * The edit that a parameter's values ask for.
   *
   * @param modifications whether {@code -a, +b} removes and adds single values
   * @return empty where they want nothing
   * @throws BadValue where the field cannot take it
   */
  public Optional<FieldEdit> texts(Field field, List<String> values, boolean modifications) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (!field.multiValue()) {
      List<String> different = values.stream().filter(v -> !v.isEmpty()).distinct().toList();
      if (different.size() > 1) {
        throw new BadValue(field.name(), String.join(", ", different), "a single value");
      }
      return Optional.of(text(field, different.isEmpty() ? "" : different.getFirst(), false));
    }
    return values.size() == 1
        ? Optional.of(text(field, values.getFirst(), modifications))
        : Optional.of(many(field, values));
  }

  /**
   * The edit that a JSON value asks for: null and {@code ""} clear the field, an empty array
   * changes nothing.
   *
   * @throws BadValue where the field cannot take it
   */
  public Optional<FieldEdit> json(Field field, JsonNode node, boolean modifications) {
    if (node.isNull()) {
      return Optional.of(new FieldEdit.Clear());
    }
    if (node.isObject() && node.has("value")) {
      return json(field, node.get("value"), modifications);
    }
    if (node.isObject()) {
      throw new BadValue(field.name(), node.toString(), "a value or a list of values");
    }
    if (!node.isArray()) {
      return Optional.of(text(field, node.asText(), modifications));
    }
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!field.multiValue() && node.size() > 1) {
      throw new BadValue(field.name(), node.toString(), "a single value");
    }
    List<String> values = new ArrayList<>();
    for (JsonNode element : node) {
      if (element.isContainerNode()) {
        throw new BadValue(field.name(), node.toString(), "a list of plain values");
      }
      values.add(element.isNull() ? "" : element.asText());
    }
    return Optional.of(
        field.multiValue() ? many(field, values) : text(field, values.getFirst(), false));
  }

  private FieldEdit text(Field field, String given, boolean modifications) {
    if (!field.multiValue()) {
      return given.isEmpty() ? new FieldEdit.Clear() : new FieldEdit.Put(single(field, given));
    }
    List<String> parts = split(given);
    if (modifications && !parts.isEmpty() && parts.stream().allMatch(Coercion::modification)) {
      return new FieldEdit.Modify(without(parts, '-'), without(parts, '+'));
    }
    return many(field, parts);
  }

  private static boolean modification(String part) {
    return part.length() > 1 && (part.startsWith("+") || part.startsWith("-"));
  }

  private static List<String> without(List<String> parts, char sign) {
    return parts.stream()
        .filter(part -> part.charAt(0) == sign)
        .map(part -> clean(part.substring(1).strip()))
        .toList();
  }

  private static List<String> split(String text) {
    return SEPARATOR
        .splitAsStream(text)
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static FieldEdit many(Field field, List<String> values) {
    List<String> kept = tidy(field.name(), values.stream().map(Coercion::clean).toList());
    return kept.isEmpty() ? new FieldEdit.Clear() : new FieldEdit.Put(kept);
  }

  /** The values without blanks and doubles, in the order that the field keeps. */
  static List<String> tidy(String field, List<String> values) {
    var kept = values.stream().map(String::strip).filter(value -> !value.isEmpty()).distinct();
    return (field.equals(TAGS) ? kept.sorted() : kept).toList();
  }

  private Object single(Field field, String given) {
    return switch (field.type()) {
      case TEXT -> clean(given);
      case CHOICE -> choice(field, given);
      case NUMBER -> whole(field, given.strip());
      case DECIMAL -> number(field, given.strip(), "a number such as 12 or 0.5");
      case DATE -> dates.day(given.strip()).orElseThrow(() -> noDate(field, given));
      case DATETIME -> dates.read(given.strip()).orElseThrow(() -> noDate(field, given));
      case SIZE -> size(field, given.strip());
    };
  }

  private static String choice(Field field, String given) {
    if (!field.choices().containsKey(given)) {
      throw new BadValue(
          field.name(), given, "one of " + String.join(", ", field.choices().keySet()));
    }
    return given;
  }

  private static BadValue noDate(Field field, String given) {
    return new BadValue(
        field.name(),
        given,
        "a date such as 2026-11-25, 2026-11-25T13:00:00Z or milliseconds since 1970");
  }

  private static Object whole(Field field, String given) {
    Object number = number(field, given, "a whole number");
    if (number instanceof Double fraction && fraction != Math.rint(fraction)) {
      throw new BadValue(
          field.name(), given, "a whole number; fields of the type decimal have fractions");
    }
    return number;
  }

  private static Object number(Field field, String given, String allowed) {
    try {
      // the exponent is bounded before the value is expanded, else 1e999999999 fills the memory
      boolean brief = given.length() <= NUMBER_LENGTH_MAX;
      double value = brief ? new BigDecimal(given).doubleValue() : Double.NaN;
      if (Double.isFinite(value)) {
        return value == Math.rint(value) && Math.abs(value) <= EXACT_MAX
            ? (Object) (long) value
            : (Object) value;
      }
    } catch (NumberFormatException notOne) {
      // refused below
    }
    throw new BadValue(field.name(), given, allowed);
  }

  private static Object size(Field field, String given) {
    try {
      long value = Long.parseLong(given);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException notOne) {
      // refused below
    }
    throw new BadValue(field.name(), given, "a number of bytes");
  }

  /** Text that every store and every receiver can take. */
  private static String clean(String text) {
    String whole = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    for (int i = 0; i < whole.length(); i++) {
      if (Character.isSurrogate(whole.charAt(i))) {
        return LONE_SURROGATE.matcher(whole).replaceAll("\ufffd");
      }
    }
    return whole;
  }
}
