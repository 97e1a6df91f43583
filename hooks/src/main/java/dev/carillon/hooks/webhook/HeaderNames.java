package dev.carillon.hooks.webhook;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names the additional headers of a webhook may have. */
public final class HeaderNames {

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

  /** Whether it is for the sender or the protocol to set a header of this name. */
  public static boolean reserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return RESERVED.contains(lower) || RESERVED_BEGINNINGS.stream().anyMatch(lower::startsWith);
  }

  /**
   * Refuses a name that no additional header may have.
   *
   * @throws IllegalArgumentException if it is none, or reserved
   */
  static void check(String name) {
    if (reserved(name)) {
      throw new IllegalArgumentException("the sender sets this header itself: " + name);
    }
    if (!valid(name)) {
      throw new IllegalArgumentException("not a header name (RFC 9110, token): " + name);
    }
  }
}
