package dev.carillon.hooks.event;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;

/**
 * A pattern for names of event types, such as {@code order.*}. Each {@code *} stands for any
 * characters, dots too, or none; every other character stands for itself. So {@code order.*} fits
 * {@code order.placed} and {@code order.item.added}, but not {@code order}; {@code *} fits every
 * type. Whether a name fits costs at most the product of both lengths.
 *
 * @param text 1 to {@value EventType#LENGTH_MAX} characters of an {@link EventType} and {@code *}
 */
public record EventTypePattern(String text) {

  private static final char WILDCARD = '*';

  /**
   * A pattern of this text.
   *
   * @throws ValidationException if it is none
   */
  public EventTypePattern {
    if (!valid(text)) {
      throw new ValidationException(
          new Violation(
              "type",
              text,
              "an event type or a pattern such as order.*: 1 to "
                  + EventType.LENGTH_MAX
                  + " characters ("
                  + EventType.CHARACTERS
                  + ") and *"));
    }
  }

  /** Whether a text is a pattern rather than the name of one type. */
  public static boolean isPattern(String text) {
    return text.indexOf(WILDCARD) >= 0;
  }

  /** Whether a type's name fits. */
  public boolean matches(EventType type) {
    return matches(text, type.name());
  }

  /** What every name that fits begins with: the text before the first {@code *}. */
  public String beginning() {
    int wildcard = text.indexOf(WILDCARD);
    return wildcard < 0 ? text : text.substring(0, wildcard);
  }

  /**
   * Whether a name fits a pattern. Only the last wildcard before a mismatch is ever extended: what
   * an earlier one might take, the later one can take too.
   */
  static boolean matches(String pattern, String name) {
    int at = 0;
    int wildcard = -1;
    int next = 0;
    for (int i = 0; i < name.length(); ) {
      if (at < pattern.length() && pattern.charAt(at) == WILDCARD) {
        wildcard = at;
        next = i;
        at++;
      } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(i)) {
        at++;
        i++;
      } else if (wildcard >= 0) {
        at = wildcard + 1;
        next++;
        i = next;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == WILDCARD) {
      at++;
    }
    return at == pattern.length();
  }

  private static boolean valid(String text) {
    if (text.isEmpty() || text.length() > EventType.LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != WILDCARD && !EventType.allowed(c)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
