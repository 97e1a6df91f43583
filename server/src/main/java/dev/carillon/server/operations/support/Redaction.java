package dev.carillon.server.operations.support;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Takes out of a text what is known to be secret, wherever it stands, and what follows a URL. */
final class Redaction {

  static final String MASK = "********";

  /** Shorter ones would be found in the middle of words. */
  private static final int SECRET_CHARS_MIN = 6;

  private static final Pattern LOGIN = Pattern.compile("(\\w://)[^\\s/?#\"'<>]*@");
  private static final Pattern QUERY =
      Pattern.compile("(\\w://[^\\s?#\"'<>\\\\]*)[?#][^\\s\"'<>\\\\]*");

  private final List<String> secrets;

  /** Knows these. */
  Redaction(Collection<String> secrets) {
    this.secrets =
        secrets.stream().filter(secret -> secret.length() >= SECRET_CHARS_MIN).distinct().toList();
  }

  String of(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, MASK);
    }
    return QUERY.matcher(LOGIN.matcher(clean).replaceAll("$1…@")).replaceAll("$1?…");
  }
}
