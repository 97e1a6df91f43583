package dev.carillon.hooks.validation;

/**
 * One value that is not allowed.
 *
 * @param field which value it is, such as {@code url} or {@code headers.X-Note}
 * @param value what was given, shortened to {@value #SHOWN_MAX} characters; {@link #HIDDEN} where
 *     it is a secret or would help no one
 * @param allowed what is allowed and what to do, in words that can stand behind "must be"
 */
public record Violation(String field, String value, String allowed) {

  /** So many characters of a value are shown. */
  public static final int SHOWN_MAX = 100;

  /** Stands for a value that is not shown. */
  public static final String HIDDEN = "…";

  public Violation {
    value = shortened(value);
  }

  /** A violation whose value is not shown, since it may be a secret. */
  public static Violation hidden(String field, String allowed) {
    return new Violation(field, HIDDEN, allowed);
  }

  /** In a sentence: field, rule and value. */
  public String message() {
    String given =
        value.equals(HIDDEN) ? "" : value.isEmpty() ? ", but is empty" : ", but is '" + value + "'";
    return "'" + field + "' must be " + allowed + given;
  }

  /** Control characters of a value would break the line that shows it. */
  private static String shortened(String value) {
    boolean whole = value.length() <= SHOWN_MAX;
    StringBuilder shown = new StringBuilder(whole ? value : value.substring(0, SHOWN_MAX));
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        shown.setCharAt(i, '\uFFFD');
      }
    }
    return whole ? shown.toString() : shown.append(HIDDEN).toString();
  }
}
