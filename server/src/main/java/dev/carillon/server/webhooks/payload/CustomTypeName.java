package dev.carillon.server.webhooks.payload;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of custom event types: words of letters, digits and {@code _} that are joined by dots,
 * such as {@code acme.order.placed}. What the server's own types are called, or may be called in a
 * later release, is not among them.
 */
public final class CustomTypeName {

  /** The longest name, in characters. */
  public static final int LENGTH_MAX = 100;

  /** What a name is, in words for an error. */
  public static final String ALLOWED =
      "words of letters, digits and _ that are joined by dots, such as acme.order.placed, of at"
          + " most "
          + LENGTH_MAX
          + " characters in all; the first word begins with a letter";

  /** First words that are the server's. */
  public static final List<String> RESERVED =
      List.of(
          "alert",
          "asset",
          "authkey",
          "batch",
          "carillon",
          "delivery",
          "event",
          "folder",
          "group",
          "node",
          "ping",
          "server",
          "user",
          "webhook");

  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z0-9_]+)+");

  private static final List<String> PREFIXES = List.of("asset_", "folder_", "authkey_");

  private CustomTypeName() {}

  /** Whether it is one. */
  public static boolean valid(String name) {
    return wellFormed(name) && !reserved(name);
  }

  /** Whether it is one, or would be if its first word were another. */
  public static boolean wellFormed(String name) {
    return name.length() <= LENGTH_MAX && FORM.matcher(name).matches();
  }

  /** Whether its first word is the server's, however its letters are cased. */
  public static boolean reserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    int dot = lower.indexOf('.');
    return RESERVED.contains(dot < 0 ? lower : lower.substring(0, dot))
        || PREFIXES.stream().anyMatch(lower::startsWith);
  }
}
