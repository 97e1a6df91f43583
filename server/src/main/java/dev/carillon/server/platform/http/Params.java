package dev.carillon.server.platform.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of a call, from wherever they came. An empty parameter is an absent one for {@link
 * #text}, {@link #number} and {@link #flag}; {@link #raw} still sees it.
 */
public final class Params {

  private final Map<String, List<String>> values;

  public Params(Map<String, List<String>> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** All names, in the order they came. */
  public Set<String> names() {
    return values.keySet();
  }

  /** The first value of this name, even if it is empty. */
  public Optional<String> raw(String name) {
    List<String> all = values.get(name);
    return all == null || all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
  }

  /** Every value of this name. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The first value of this name that is not empty. */
  public Optional<String> text(String name) {
    for (String value : all(name)) {
      if (!value.isEmpty()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** A list, with commas between its items; one that was sent item by item is joined. */
  public Optional<String> list(String name) {
    List<String> given = all(name);
    String list =
        given.size() == 1
            ? given.getFirst()
            : given.stream().filter(value -> !value.isEmpty()).collect(Collectors.joining(","));
    return list.isEmpty() ? Optional.empty() : Optional.of(list);
  }

  /** The items of such a list, each once; none where it is absent. */
  public List<String> items(String name) {
    return split(list(name).orElse(""));
  }

  /** The items of a list with commas between them, each once. */
  public static List<String> split(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * The value of a parameter that must be there.
   *
   * @throws Problem 400 where it is absent or empty
   */
  public String required(String name) {
    return text(name).orElseThrow(() -> Problem.missing(name));
  }

  /**
   * A whole number.
   *
   * @throws Problem 400 where it is none, or outside the range
   */
  public int number(String name, int absent, int min, int max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      int value = Integer.parseInt(text.get().strip());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notOne) {
      // refused below
    }
    throw Problem.badField(name, text.get(), "a whole number from " + min + " to " + max);
  }

  /**
   * {@code true} or {@code false}, in whatever case, {@code 1} or {@code 0}.
   *
   * @throws Problem 400 where it is anything else
   */
  public boolean flag(String name, boolean absent) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    return switch (text.get().strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw Problem.badField(name, text.get(), "true, false, 1 or 0");
    };
  }
}
