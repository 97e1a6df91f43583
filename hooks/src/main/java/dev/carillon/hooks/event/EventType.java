package dev.carillon.hooks.event;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import java.util.Collection;

/**
 * The name of a kind of event, such as {@code order.placed}, {@code OrderPlaced} or {@code
 * com.acme.order.placed.v1}. The set is open here: an embedder brings its own names. Upper and
 * lower case are different names.
 *
 * @param name 1 to {@value #LENGTH_MAX} ASCII letters, digits and {@code _ . - : / $}, beginning
 *     with a letter or digit
 */
public record EventType(String name) {

  /** The longest name, in characters. */
  public static final int LENGTH_MAX = 200;

  /**
   * What the requests of batches say they carry. No event that is published has this type: the
   * store makes one for each batch, and no webhook subscribes to it.
   */
  public static final EventType BATCH = new EventType("batch");

  /** Which characters a name has, in words for an error. */
  static final String CHARACTERS = "letters a–z and A–Z, digits and _ . - : / $";

  /**
   * A type of this name.
   *
   * @throws ValidationException if it is none
   */
  public EventType {
    if (!valid(name)) {
      throw new ValidationException(
          new Violation(
              "type",
              name,
              "an event type: 1 to "
                  + LENGTH_MAX
                  + " characters ("
                  + CHARACTERS
                  + "), the first one a letter or digit, such as order.placed"));
    }
  }

  /** Whether one of these patterns is its name, in which {@code *} stands for any characters. */
  public boolean isOneOf(Collection<String> patterns) {
    for (String pattern : patterns) {
      if (EventTypePattern.matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  /** A loop and no pattern: each event and each row that is read comes by here. */
  private static boolean valid(String name) {
    if (name.isEmpty() || name.length() > LENGTH_MAX || !alphanumeric(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      if (!allowed(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name may have this character behind its first one. */
  static boolean allowed(char c) {
    return alphanumeric(c) || "_.-:/$".indexOf(c) >= 0;
  }

  /** Whether a name may begin with this character. */
  static boolean alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return name;
  }
}
