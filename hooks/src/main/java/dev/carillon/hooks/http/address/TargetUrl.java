package dev.carillon.hooks.http.address;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A URL that a webhook may have: http or https, a host that is a canonical address or a name, no
 * user info. Parsed once, strictly; what two parsers could read in two ways is refused.
 *
 * @param url as it was given
 * @param secure whether it is https
 * @param host the normalised name (ASCII, lower case, no trailing dot) or address (no brackets)
 * @param port given or implied
 */
public record TargetUrl(String url, boolean secure, String host, int port) {

  /** The longest URL, in characters. */
  public static final int LENGTH_MAX = 4096;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern NUMBER_LIKE = Pattern.compile("0x[0-9a-f]*|[0-9]+");

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it is not allowed; the message says why, in words that can
   *     stand behind "must be"
   */
  public static TargetUrl parse(String url) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    require(scheme.equals("http") || scheme.equals("https"), "an http or https URL");
    String authority = uri.getRawAuthority();
    require(authority != null && !authority.isEmpty(), "a URL with a host");
    require(authority.indexOf('@') < 0, "a URL without user name and password");
    require(uri.getRawFragment() == null, "a URL without a fragment (#…)");
    int colon = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int port =
        colon < 0 ? (scheme.equals("https") ? 443 : 80) : port(authority.substring(colon + 1));
    return new TargetUrl(url, scheme.equals("https"), host(host), port);
  }

  /** What the request line asks for: path and query. */
  public String requestTarget() {
    URI uri = encoded();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  /** The value of the request's {@code Host}: the port only where it was given. */
  public String hostHeader() {
    String authority = encoded().getRawAuthority();
    boolean portGiven = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return portGiven ? bracketed + ":" + port : bracketed;
  }

  /** Whether another one leads to the same scheme, host and port. */
  public boolean sameOrigin(TargetUrl other) {
    return secure == other.secure && host.equals(other.host) && port == other.port;
  }

  private URI encoded() {
    return URI.create(URI.create(url).toASCIIString());
  }

  /** The address that the host is, where it is one and not a name. */
  public Optional<InetAddress> literal() {
    return AddressLiteral.parse(host);
  }

  private static URI uri(String url) {
    require(url.length() <= LENGTH_MAX, "at most " + LENGTH_MAX + " characters long");
    require(
        url.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c == '\\'),
        "a URL without spaces, control characters and backslashes");
    try {
      return new URI(url);
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(
          "a well-formed URL (" + malformed.getReason() + ")", malformed);
    }
  }

  private static int port(String digits) {
    require(digits.matches("[0-9]{1,5}"), "a URL with a port of digits only");
    int port = Integer.parseInt(digits);
    require(port >= 1 && port <= 65535, "a URL with a port from 1 to 65535");
    return port;
  }

  private static String host(String host) {
    if (host.startsWith("[")) {
      String inner = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
      require(inner.indexOf('%') < 0, "a URL without an IPv6 zone");
      require(
          inner.indexOf(':') >= 0 && AddressLiteral.parse(inner).isPresent(),
          "a URL with a valid IPv6 address");
      require(
          AddressLiteral.canonical(inner),
          "a URL whose IPv6 address is written in the short form of RFC 5952, such as"
              + " [2001:db8::1]");
      return inner;
    }
    require(host.indexOf('%') < 0, "a URL without % in its host");
    require(host.indexOf(':') < 0, "a URL with a host name, or an IPv6 address in brackets");
    String name = ascii(host);
    boolean address = AddressLiteral.parse(name).isPresent();
    // the platform's look-up reads 127.1, 0x7f.1 or 2130706433 as numbers: such a name is none
    String last = name.substring(name.lastIndexOf('.') + 1);
    require(
        address || !NUMBER_LIKE.matcher(last).matches(),
        "a URL whose numeric host is a plain dotted quad such as 192.0.2.1");
    require(address || name(name), "a URL with a valid host name");
    return name;
  }

  private static String ascii(String host) {
    try {
      String name =
          IDN.toASCII(Normalizer.normalize(host, Normalizer.Form.NFKC), IDN.ALLOW_UNASSIGNED)
              .toLowerCase(Locale.ROOT);
      return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    } catch (IllegalArgumentException notAName) {
      throw new IllegalArgumentException("a URL with a valid host name", notAName);
    }
  }

  private static boolean name(String name) {
    if (name.isEmpty() || name.length() > 253) {
      return false;
    }
    for (String label : name.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  private static void require(boolean condition, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException(allowed);
    }
  }
}
