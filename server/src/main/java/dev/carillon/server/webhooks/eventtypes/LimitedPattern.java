package dev.carillon.server.webhooks.eventtypes;

import com.networknt.schema.regex.RegularExpression;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a schema, which stops where matching takes too many steps, for one text
 * or for all of a request: some expressions need a time that doubles with each character of the
 * text.
 *
 * @param text as the schema has it
 */
record LimitedPattern(String text, Pattern pattern) implements RegularExpression {

  /** How many characters may be looked at for one text, again and again. */
  private static final int STEPS_MAX = 1_000_000;

  /** How many for all texts of a request. */
  private static final int STEPS_OF_REQUEST_MAX = 20_000_000;

  /** What the work that is under way may still do. */
  private static final ScopedValue<Budget> BUDGET = ScopedValue.newInstance();

  /**
   * Compiles one. It is searched for, not matched against the whole text, and {@code $} is the very
   * end of it (ECMA-262).
   *
   * @throws PatternSyntaxException if it is none
   */
  static LimitedPattern of(String text) {
    return new LimitedPattern(text, Pattern.compile(ofEcmaScript(text)));
  }

  /**
   * Does work until it is done or meets a text that takes too long.
   *
   * @param budget what it may cost, with what was done before
   * @param work matches texts on the thread that calls
   * @return what took too long; empty if nothing did
   */
  static Optional<String> costly(Budget budget, Runnable work) {
    try {
      ScopedValue.where(BUDGET, budget).run(work);
      return Optional.empty();
    } catch (TooCostly ended) {
      return Optional.of(ended.allowed);
    }
  }

  /**
   * Whether the pattern is found.
   *
   * @throws TooCostly where that takes too long
   */
  @Override
  public boolean matches(String value) {
    Budget budget = BUDGET.orElse(new Budget());
    budget.ofText = 0;
    try {
      return pattern.matcher(new CountedText(value, text, budget)).find();
    } catch (StackOverflowError deep) {
      throw TooCostly.ofText(text);
    }
  }

  /** In Java {@code $} would also match before a line's end. */
  private static String ofEcmaScript(String text) {
    StringBuilder java = new StringBuilder();
    boolean inClass = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        java.append(c).append(text.charAt(++i));
        continue;
      }
      if (c == '[' && inClass) {
        // a letter like any other there, but not in Java
        java.append('\\');
      }
      inClass = c == '[' || (inClass && c != ']');
      java.append(c == '$' && !inClass ? "\\z" : String.valueOf(c));
    }
    return java.toString();
  }

  /** What matching may still cost: one for all texts of a request, on one thread at a time. */
  static final class Budget {

    private int ofText;
    private int ofRequest;
  }

  /** Matching took too many steps. An error, since the library logs exceptions. */
  private static final class TooCostly extends Error {

    private static final long serialVersionUID = 1L;

    private final String allowed;

    private TooCostly(String allowed) {
      super(allowed, null, false, false);
      this.allowed = allowed;
    }

    static TooCostly ofText(String pattern) {
      return new TooCostly("texts that match the pattern '" + pattern + "' in a million steps");
    }

    static TooCostly ofRequest(String pattern) {
      return new TooCostly(
          "texts that match all patterns in 20 million steps for a request, which ended with '"
              + pattern
              + "'");
    }
  }

  /** Counts the characters that are looked at. */
  private static final class CountedText implements CharSequence {

    private final CharSequence value;
    private final String pattern;
    private final Budget budget;

    CountedText(CharSequence value, String pattern, Budget budget) {
      this.value = value;
      this.pattern = pattern;
      this.budget = budget;
    }

    @Override
    public char charAt(int index) {
      if (++budget.ofText > STEPS_MAX) {
        throw TooCostly.ofText(pattern);
      }
      if (++budget.ofRequest > STEPS_OF_REQUEST_MAX) {
        throw TooCostly.ofRequest(pattern);
      }
      return value.charAt(index);
    }

    @Override
    public int length() {
      return value.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(value.subSequence(start, end), pattern, budget);
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }
}
