package dev.carillon.server.webhooks.eventtypes;

import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a schema, which stops where matching takes too many steps: some
 * expressions need a time that doubles with each character of the text.
 *
 * @param text as the schema has it
 */
record LimitedPattern(String text, Pattern pattern) implements RegularExpression {

  /** How many characters may be looked at for one text, again and again. */
  private static final int STEPS_MAX = 1_000_000;

  /** What the work that is under way notes. */
  private static final ScopedValue<List<String>> COSTLY = ScopedValue.newInstance();

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
   * Whether work meets no text that takes too long, or which pattern it was.
   *
   * @param work matches texts on the thread that calls
   * @return the last pattern that took too long; empty if none did
   */
  static Optional<String> costly(Runnable work) {
    List<String> costly = new ArrayList<>();
    ScopedValue.where(COSTLY, costly).run(work);
    return costly.isEmpty() ? Optional.empty() : Optional.of(costly.getLast());
  }

  /** A text that takes too long is noted, and does not match. */
  @Override
  public boolean matches(String value) {
    try {
      return pattern.matcher(new CountedText(value, new int[1])).find();
    } catch (TooCostly | StackOverflowError deep) {
      if (COSTLY.isBound()) {
        COSTLY.get().add(text);
      }
      return false;
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

  /** Matching a text took too many steps. */
  private static final class TooCostly extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** Counts the characters that are looked at. */
  private static final class CountedText implements CharSequence {

    private final CharSequence value;
    private final int[] steps;

    CountedText(CharSequence value, int[] steps) {
      this.value = value;
      this.steps = steps;
    }

    @Override
    public char charAt(int index) {
      if (++steps[0] > STEPS_MAX) {
        throw new TooCostly();
      }
      return value.charAt(index);
    }

    @Override
    public int length() {
      return value.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(value.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }
}
