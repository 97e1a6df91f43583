package dev.carillon.server.operations.alerts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where messages about alerts go.
 *
 * @param name by which rules name it
 * @param to the addresses of a mail channel; else empty
 * @param url what messages are posted to, which is a secret; empty for a channel of another kind,
 *     and where it cannot be decrypted
 */
record AlertChannel(String name, Type type, List<String> to, String url) {

  private static final Pattern HOST =
      Pattern.compile("^https?://[^/?#@]+", Pattern.CASE_INSENSITIVE);

  AlertChannel {
    to = List.copyOf(to);
  }

  /** What a channel is. */
  enum Type {
    /** E-mails, by the server's mail server. */
    MAIL,
    /** An incoming webhook of Slack. */
    SLACK,
    /** A workflow of Microsoft Teams that takes Adaptive Cards. */
    TEAMS,
    /** Operational events, for programs: each alert by itself, and at once. */
    EVENTS;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name that is shown. */
    String text() {
      return text;
    }

    /** The one of this name. */
    static Optional<Type> of(String text) {
      return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }
  }

  /** Without the URL. */
  @Override
  public String toString() {
    return "AlertChannel[" + name + ", " + type.text() + "]";
  }

  /** What of it must not be told: its URL, and what follows the host. */
  List<String> secrets() {
    return url.isEmpty() ? List.of() : List.of(url, HOST.matcher(url).replaceFirst(""));
  }

  /**
   * The URL as it is shown: who has all of it can post to the channel.
   *
   * @return scheme and host, such as {@code https://hooks.slack.com/…}
   */
  String shownUrl() {
    Matcher matcher = HOST.matcher(url);
    return matcher.find() ? matcher.group() + "/…" : "";
  }
}
