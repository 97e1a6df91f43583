package dev.carillon.hooks.event;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an embedder marks an event with, or what a webhook asks for: keys with one value each, such
 * as {@code region=eu}. A webhook gets an event only if the event has all tags that it asks for.
 *
 * @param values up to {@value #MAX}, by key. A key has 1 to {@value #KEY_MAX} characters of an
 *     {@link EventType}; a value has at most {@value #VALUE_MAX} characters on one line, and may be
 *     empty
 */
public record Tags(Map<String, String> values) {

  /** So many at most. */
  public static final int MAX = 20;

  /** The longest key, in characters. */
  public static final int KEY_MAX = 100;

  /** The longest value, in characters. */
  public static final int VALUE_MAX = 200;

  /** No tags. */
  public static final Tags NONE = new Tags(Map.of());

  private static final char SEPARATOR = '=';

  /**
   * Tags of these keys and values.
   *
   * @throws ValidationException naming all that are not allowed
   */
  public Tags {
    if (!values.isEmpty()) {
      Violations violations = new Violations();
      if (violations.count("tags", values.size(), MAX, "tags")) {
        values.forEach((key, value) -> check(key, value, violations));
      }
      violations.check();
    }
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** One tag. */
  public static Tags of(String key, String value) {
    return new Tags(Map.of(key, value));
  }

  /** These tags and one more, which replaces one with the same key. */
  public Tags and(String key, String value) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(key, value);
    return new Tags(more);
  }

  /** The tags with these texts, as {@link #texts} gives them. */
  public static Tags ofTexts(Collection<String> texts) {
    if (texts.isEmpty()) {
      return NONE;
    }
    Map<String, String> values = new TreeMap<>();
    for (String text : texts) {
      int separator = text.indexOf(SEPARATOR);
      values.put(
          text.substring(0, Math.max(separator, 0)),
          separator < 0 ? text : text.substring(separator + 1));
    }
    return new Tags(values);
  }

  /** Each as {@code key=value}, ordered by keys. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>(values.size());
    values.forEach((key, value) -> texts.add(key + SEPARATOR + value));
    return texts;
  }

  /** Whether there is none. */
  public boolean none() {
    return values.isEmpty();
  }

  /** Whether all of the others are among these, with the same values. */
  public boolean containAll(Tags others) {
    return others.none() || values.entrySet().containsAll(others.values.entrySet());
  }

  private static void check(String key, String value, Violations violations) {
    boolean valid = !key.isEmpty() && key.length() <= KEY_MAX;
    for (int i = 0; valid && i < key.length(); i++) {
      valid = EventType.allowed(key.charAt(i));
    }
    if (!valid) {
      violations.add(
          "tags", key, "a key of 1 to " + KEY_MAX + " characters: " + EventType.CHARACTERS);
    } else {
      violations.line("tags." + key, value, VALUE_MAX);
    }
  }
}
