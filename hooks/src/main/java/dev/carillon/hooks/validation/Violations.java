package dev.carillon.hooks.validation;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that a caller learns all of it at once. */
public final class Violations {

  /** More are not kept. */
  public static final int MAX = 50;

  private final List<Violation> found = new ArrayList<>();

  /** Nothing is wrong yet. */
  public Violations() {}

  /** This value is not what is allowed. */
  public Violations add(String field, String value, String allowed) {
    return add(new Violation(field, value, allowed));
  }

  /** This value, which may be a secret, is not what is allowed. */
  public Violations addHidden(String field, String allowed) {
    return add(Violation.hidden(field, allowed));
  }

  private Violations add(Violation violation) {
    if (found.size() < MAX) {
      found.add(violation);
    }
    return this;
  }

  /** A text of at most so many characters, on one line; it may be empty. */
  public Violations line(String field, String text, int max) {
    if (text.length() > max) {
      add(field, text, "a text of at most " + max + " characters, not " + text.length());
    } else if (!printable(text, "")) {
      add(field, text, "a text without control characters and unpaired surrogates");
    }
    return this;
  }

  /** A text of at most so many characters, of any number of lines. */
  public Violations lines(String field, String text, int max) {
    if (text.length() > max) {
      add(field, text, "a text of at most " + max + " characters, not " + text.length());
    } else if (!printable(text, "\t\r\n")) {
      add(field, text, "a text without control characters and unpaired surrogates");
    }
    return this;
  }

  /** A text of at most so many characters, on one line, that says something. */
  public Violations filledLine(String field, String text, int max) {
    return text.isBlank() ? add(field, text, "a text that is not blank") : line(field, text, max);
  }

  /** A whole number within a range, both ends included. */
  public Violations number(String field, long number, long min, long max) {
    if (number < min || number > max) {
      add(field, String.valueOf(number), "a whole number from " + min + " to " + max);
    }
    return this;
  }

  /** A list of at most so many elements; whether it is one. */
  public boolean count(String field, int count, int max, String elements) {
    if (count > max) {
      add(field, String.valueOf(count), "at most " + max + " " + elements);
    }
    return count <= max;
  }

  /** All that was found, in its order. */
  public List<Violation> found() {
    return List.copyOf(found);
  }

  /**
   * Ends the check.
   *
   * @throws ValidationException if something is wrong
   */
  public void check() {
    if (!found.isEmpty()) {
      throw new ValidationException(found);
    }
  }

  private static boolean printable(String text, String also) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = Character.isHighSurrogate(c) && paired(text, i);
      if (!pair
          && (Character.isSurrogate(c) || (Character.isISOControl(c) && also.indexOf(c) < 0))) {
        return false;
      }
      i += pair ? 1 : 0;
    }
    return true;
  }

  private static boolean paired(String text, int high) {
    return high + 1 < text.length() && Character.isLowSurrogate(text.charAt(high + 1));
  }
}
