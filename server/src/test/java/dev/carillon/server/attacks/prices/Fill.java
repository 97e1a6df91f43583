package dev.carillon.server.attacks.prices;

import java.util.function.IntFunction;

/** A text of any length that was, or would be, too much for some reader. */
enum Fill {
  ACCENTS(repeated("\u0301\u0316")),
  COMMAS(repeated(",")),
  NAMES(length -> numbered("cf_", ",", length)),
  SLASHES(repeated("/a")),
  PARENTHESES(repeated("(")),
  TERMS(length -> numbered("a", " OR ", length)),
  WILDCARDS(repeated("*a?b")),
  DIGITS(repeated("9")),
  QUOTES(repeated("\"\\")),
  STEPS(length -> "NOW" + "+1D".repeat(Math.max(0, (length - 3) / 3))),
  SPACES(length -> "a" + " ".repeat(length - 1)),
  ARRAYS(length -> "[0" + ",[]".repeat(Math.max(0, (length - 3) / 3)) + "]"),
  KEYS(length -> "{" + numbered("\"k", "\":0,", length - 10) + "\"z\":0}"),
  TAGS(repeated("<a b='")),
  BASE64(length -> "data:image/png;base64," + "iVBORw0KGgo".repeat(Math.max(1, length / 11 - 2))),
  DOTS(repeated("a.b@")),
  RANGES(repeated("1-2,")),
  COOKIES(repeated("authToken=x; ")),
  HOPS(repeated("for=10.1.1.1;proto=http,")),
  COLONS(repeated("a://"));

  @SuppressWarnings("ImmutableEnumChecker") // each makes the same text again
  private final IntFunction<String> making;

  Fill(IntFunction<String> making) {
    this.making = making;
  }

  /** About so many characters of it. */
  String text(int length) {
    return making.apply(Math.max(20, length));
  }

  private static IntFunction<String> repeated(String piece) {
    return length -> piece.repeat(Math.max(1, length / piece.length()));
  }

  private static String numbered(String word, String between, int length) {
    StringBuilder text = new StringBuilder(length + 20);
    for (int i = 0; text.length() < length; i++) {
      text.append(word).append(i).append(between);
    }
    return text.substring(0, text.length() - (between.startsWith("\"") ? 0 : between.length()));
  }
}
