package dev.carillon.hooks.http.address;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an operator opens: a range of addresses, for every host or for one name only. It opens just
 * these addresses; everything else about them is checked as ever.
 *
 * @param host the name in lower case, without a trailing dot; empty for every host
 * @param range the addresses
 */
public record AllowedRange(String host, Cidr range) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,253}");

  public AllowedRange {
    if (!host.isEmpty() && !NAME.matcher(host).matches()) {
      throw new IllegalArgumentException("not a host name: " + host);
    }
  }

  /** This range, whatever the host. */
  public static AllowedRange everywhere(Cidr range) {
    return new AllowedRange("", range);
  }

  /**
   * Reads {@code 10.1.0.0/16}, or {@code hooks.example.com=10.1.0.0/16} for that host alone.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static AllowedRange parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return everywhere(Cidr.parse(text));
    }
    String host = text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    if (host.isEmpty() || AddressLiteral.parse(host).isPresent()) {
      throw new IllegalArgumentException("a host name must stand before '=': " + text);
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return new AllowedRange(name, Cidr.parse(text.substring(equals + 1).strip()));
  }

  /** Whether this address of this host is meant. */
  boolean means(String name, InetAddress address) {
    return (host.isEmpty() || host.equals(name)) && range.contains(address);
  }

  @Override
  public String toString() {
    return host.isEmpty() ? range.toString() : host + "=" + range;
  }
}
