package dev.carillon.hooks.event;

import java.util.Collection;
import java.util.regex.Pattern;

/**
 * The name of a kind of event, such as {@code asset_create}. The set is open here: an embedder
 * brings its own names.
 *
 * @param name lower-case letters, digits, {@code _} and {@code .}, beginning with a letter, at most
 *     100 characters
 */
public record EventType(String name) {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_.]{0,99}");

  public EventType {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an event type consists of lower-case letters, digits, '_' and '.': " + name);
    }
  }

  /** Whether one of these patterns is its name, in which {@code *} stands for any characters. */
  public boolean isOneOf(Collection<String> patterns) {
    return patterns.stream()
        .anyMatch(each -> name.matches(each.replace(".", "\\.").replaceAll("\\*+", ".*")));
  }

  @Override
  public String toString() {
    return name;
  }
}
