package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.spring.management.InvalidRequestException.FieldError;
import dev.carillon.hooks.validation.Violations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The fields of a JSON object that a caller sent. What has another type than is asked for, or was
 * never asked for, is collected, so that one response names all of it.
 */
final class RequestFields {

  private static final int SHOWN_MAX = 100;

  private final Map<String, Object> fields;
  private final Set<String> known;
  private final List<FieldError> errors = new ArrayList<>();

  /**
   * These fields.
   *
   * @param known all that are allowed
   */
  RequestFields(Map<String, Object> fields, Set<String> known) {
    this.fields = fields;
    this.known = known;
    fields.keySet().stream()
        .filter(name -> !known.contains(name))
        .limit(Violations.MAX)
        .forEach(
            name ->
                errors.add(
                    new FieldError(
                        cut(name),
                        cut(fields.get(name)),
                        "no such field; allowed are " + sorted())));
  }

  /** A text. */
  Optional<String> text(String name) {
    return value(name, String.class, "a text");
  }

  /** These must be there. */
  void require(String... names) {
    for (String name : names) {
      if (fields.get(name) == null) {
        errors.add(new FieldError(name, "", "is missing"));
      }
    }
  }

  /** True or false. */
  Optional<Boolean> flag(String name) {
    return value(name, Boolean.class, "true or false");
  }

  /** A whole number. */
  Optional<Integer> number(String name) {
    return value(name, Integer.class, "a whole number");
  }

  /** An object with a whole number for each of these names. */
  Optional<Map<String, Integer>> numbers(String name, String... members) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?> map) || !map.keySet().equals(Set.of(members))) {
      wrong(name, "must be an object with " + String.join(" and ", members));
      return Optional.empty();
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (String member : members) {
      if (map.get(member) instanceof Integer number) {
        numbers.put(member, number);
      } else {
        errors.add(
            new FieldError(name + "." + member, cut(map.get(member)), "must be a whole number"));
      }
    }
    return Optional.of(numbers);
  }

  /** A field has a value that is not allowed. */
  void wrong(String name, String rule) {
    errors.add(new FieldError(name, cut(fields.get(name)), rule));
  }

  /** A list of texts. */
  Optional<List<String>> texts(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return Optional.of(list.stream().map(String.class::cast).toList());
    }
    errors.add(new FieldError(name, cut(value), "must be a list of texts"));
    return Optional.empty();
  }

  /** An object whose values are texts, none of which is shown: they may be secrets. */
  Optional<Map<String, String>> secrets(String name) {
    return texts(name, "…");
  }

  /** An object whose values are texts. */
  Optional<Map<String, String>> textValues(String name) {
    return texts(name, cut(fields.get(name)));
  }

  private Optional<Map<String, String>> texts(String name, String shown) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map<?, ?> map
        && map.values().stream().allMatch(String.class::isInstance)) {
      Map<String, String> texts = new LinkedHashMap<>();
      map.forEach((key, text) -> texts.put(String.valueOf(key), (String) text));
      return Optional.of(texts);
    }
    errors.add(new FieldError(name, shown, "must be an object whose values are texts"));
    return Optional.empty();
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidRequestException if something was not allowed
   */
  void check() {
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST,
          errors.size() == 1 ? "A field is not allowed." : "Some fields are not allowed.",
          errors);
    }
  }

  private <T> Optional<T> value(String name, Class<T> type, String form) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (type.isInstance(value)) {
      return Optional.of(type.cast(value));
    }
    errors.add(new FieldError(name, cut(value), "must be " + form));
    return Optional.empty();
  }

  private String sorted() {
    return String.join(", ", known.stream().sorted().toList());
  }

  private static String cut(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }
}
