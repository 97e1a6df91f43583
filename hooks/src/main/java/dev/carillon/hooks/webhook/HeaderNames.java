package dev.carillon.hooks.webhook;

import dev.carillon.hooks.validation.Violations;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which names and values the additional headers of a webhook may have. */
public final class HeaderNames {

  /** A webhook has at most so many. */
  public static final int COUNT_MAX = 30;

  /** The longest name, in characters. */
  public static final int LENGTH_MAX = 200;

  /** The longest value, in characters. */
  public static final int VALUE_MAX = 4096;

  /** Which names are allowed, in words that can stand behind "must be". */
  public static final String ALLOWED_NAME =
      "a header name of letters, digits and !#$%&'*+-.^_`|~, 1 to " + LENGTH_MAX + " of them";

  /** Which values are allowed, in words that can stand behind "must be". */
  public static final String ALLOWED_VALUE =
      "a text of printable ASCII characters, at most " + VALUE_MAX + " of them";

  /** RFC 9110's token. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** What the sender or the protocol decides. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "content-encoding",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "user-agent",
          "http2-settings");

  private static final List<String> RESERVED_BEGINNINGS =
      List.of("webhook-", "proxy-", "x-hook-", ":");

  private HeaderNames() {}

  /** Whether this is a header's name at all. */
  public static boolean valid(String name) {
    return TOKEN.matcher(name).matches();
  }

  /** Whether a header may have this value: printable ASCII and tabs, and not too many. */
  public static boolean valueAllowed(String value) {
    return value.length() <= VALUE_MAX
        && value.chars().allMatch(c -> c == '\t' || (' ' <= c && c <= '~'));
  }

  /** Whether it is for the sender or the protocol to set a header of this name. */
  public static boolean reserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return RESERVED.contains(lower) || RESERVED_BEGINNINGS.stream().anyMatch(lower::startsWith);
  }

  /** Collects what is wrong with the additional headers of a webhook. Values are never shown. */
  static void check(Map<String, String> headers, Violations violations) {
    if (!violations.count("headers", headers.size(), COUNT_MAX, "headers")) {
      return;
    }
    Set<String> spellings = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, value) -> {
          checkName(name, violations);
          if (!spellings.add(name)) {
            violations.add("headers", name, "a header that occurs only once, in any spelling");
          }
          if (!valueAllowed(value)) {
            violations.addHidden("headers." + name, ALLOWED_VALUE);
          }
        });
  }

  private static void checkName(String name, Violations violations) {
    if (reserved(name)) {
      violations.add("headers", name, "a header that the sender does not set itself: leave it out");
    } else if (!valid(name) || name.length() > LENGTH_MAX) {
      violations.add("headers", name, ALLOWED_NAME);
    }
  }
}
