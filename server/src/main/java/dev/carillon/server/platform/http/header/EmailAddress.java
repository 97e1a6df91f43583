package dev.carillon.server.platform.http.header;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address as it is sent to a mail server: printable ASCII throughout. Other characters in
 * the domain are written as IDNA does; there is no such form for what stands before the {@code @}.
 */
public record EmailAddress(String text) {

  /** What may be read of an address, for messages. */
  public static final String ALLOWED =
      "an e-mail address: printable ASCII before the @, and a domain after it";

  private static final int LENGTH_MAX = 254;
  private static final int LOCAL_MAX = 64;

  /** RFC 5322's dot-atom; quotes are not needed. */
  private static final Pattern LOCAL =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  private static final Pattern DOMAIN =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  /** Reads one, if it is one. */
  public static Optional<EmailAddress> of(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || at > LOCAL_MAX || text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String local = text.substring(0, at);
    String domain = ascii(text.substring(at + 1));
    return LOCAL.matcher(local).matches()
            && DOMAIN.matcher(domain).matches()
            && at + 1 + domain.length() <= LENGTH_MAX
        ? Optional.of(new EmailAddress(local + "@" + domain))
        : Optional.empty();
  }

  /** Empty where there is no such form. */
  private static String ascii(String domain) {
    try {
      return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException noDomain) {
      return "";
    }
  }
}
