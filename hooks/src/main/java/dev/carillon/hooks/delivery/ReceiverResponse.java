package dev.carillon.hooks.delivery;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a receiver answered.
 *
 * @param status the HTTP status
 * @param headers in the order they came, at most 8 kB of them
 * @param body the first 20 kB of the body, as text
 * @param bodyBytes how many bytes of the body were read
 * @param cut whether the body was longer than what is kept
 */
public record ReceiverResponse(
    int status, List<Header> headers, String body, long bodyBytes, boolean cut) {

  private static final String HIDDEN = "********";
  private static final int HIDDEN_LENGTH_MIN = 8;

  /** How much of a response's body is read, in bytes. */
  public static final int BODY_BYTES_READ_MAX = 64 * 1024;

  /** How much of a response's body is kept, in bytes. */
  public static final int BODY_BYTES_KEPT_MAX = 20 * 1024;

  public ReceiverResponse {
    headers = List.copyOf(headers);
  }

  /** A response of just a status. */
  public static ReceiverResponse of(int status) {
    return new ReceiverResponse(status, List.of(), "", 0, false);
  }

  /** Whether the status is 2xx. */
  public boolean success() {
    return status >= 200 && status < 300;
  }

  /** The first header of this name, in any case. */
  public Optional<String> header(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return headers.stream()
        .filter(header -> header.name().toLowerCase(Locale.ROOT).equals(wanted))
        .map(Header::value)
        .findFirst();
  }

  /**
   * The response without secrets that the request carried and the receiver repeats: who may read
   * the log may not read those. Short ones stay: they are found by chance. What stands behind a
   * scheme, as in {@code Bearer …}, is a secret by itself.
   *
   * @param secrets values of the request's headers
   */
  public ReceiverResponse without(Collection<String> secrets) {
    if (secrets.isEmpty()) {
      return this;
    }
    // the longest first: one may be a part of another
    List<String> hidden =
        secrets.stream()
            .flatMap(secret -> Stream.of(secret, secret.substring(secret.indexOf(' ') + 1)))
            .filter(secret -> secret.length() >= HIDDEN_LENGTH_MIN)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    String shown = cut ? withoutBegun(body, hidden) : body;
    if (shown.equals(body) && hidden.stream().noneMatch(this::repeats)) {
      return this;
    }
    List<Header> cleaned =
        headers.stream().map(h -> new Header(h.name(), without(h.value(), hidden))).toList();
    return new ReceiverResponse(status, cleaned, without(shown, hidden), bodyBytes, cut);
  }

  /** The text without a secret of which only the beginning was kept. */
  private static String withoutBegun(String text, List<String> hidden) {
    int begins = text.length();
    for (String secret : hidden) {
      for (int kept = HIDDEN_LENGTH_MIN; kept < secret.length(); kept++) {
        int at = text.length() - kept;
        if (at >= 0 && text.regionMatches(at, secret, 0, kept)) {
          begins = Math.min(begins, at);
        }
      }
    }
    return begins == text.length() ? text : text.substring(0, begins) + HIDDEN;
  }

  private boolean repeats(String secret) {
    return body.contains(secret)
        || headers.stream().anyMatch(header -> header.value().contains(secret));
  }

  private static String without(String text, List<String> hidden) {
    String cleaned = text;
    for (String secret : hidden) {
      cleaned = cleaned.replace(secret, HIDDEN);
    }
    return cleaned;
  }
}
