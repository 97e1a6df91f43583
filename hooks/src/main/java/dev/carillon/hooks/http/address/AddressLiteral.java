package dev.carillon.hooks.http.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses written as text, canonical forms only: a dotted quad without leading zeros, or IPv6.
 * Nothing here asks a name server.
 */
final class AddressLiteral {

  private static final Pattern QUAD =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern V6_FORM = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private static final Pattern RUN = Pattern.compile("\\b0(?::0)+\\b");

  private AddressLiteral() {}

  /** The address that the text is, without brackets. */
  static Optional<InetAddress> parse(String text) {
    if (QUAD.matcher(text).matches()) {
      return Optional.of(quad(text));
    }
    if (!V6_FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      // with a colon in it the platform reads it as IPv6 or refuses it, and asks no name server
      return Optional.of(InetAddress.getByName("[" + text + "]"));
    } catch (UnknownHostException notOne) {
      return Optional.empty();
    }
  }

  /** The address as RFC 5952 writes it, or as a dotted quad. */
  static String text(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? address.getHostAddress() : groups(bytes);
  }

  /** Whether the text is the one way to write the address that it is; no brackets. */
  static boolean canonical(String text) {
    Optional<InetAddress> address = parse(text);
    if (address.isEmpty() || text.indexOf(':') < 0) {
      return address.isPresent();
    }
    byte[] bytes = address.get().getAddress();
    if (bytes.length == 16) {
      return text.equals(groups(bytes));
    }
    // the platform unwraps mapped ones; their quad may stand as such (RFC 5952, section 5)
    int high = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int low = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    return text.equals("::ffff:" + address.get().getHostAddress())
        || text.equals("::ffff:" + Integer.toHexString(high) + ":" + Integer.toHexString(low));
  }

  /** Eight groups, the first of the longest runs of zeros left out. */
  private static String groups(byte[] bytes) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 16; i += 2) {
      int group = (bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff);
      all.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
    }
    String longest = "";
    var runs = RUN.matcher(all);
    while (runs.find()) {
      longest = runs.group().length() > longest.length() ? runs.group() : longest;
    }
    if (longest.isEmpty()) {
      return all.toString();
    }
    int at = (":" + all + ":").indexOf(":" + longest + ":");
    String before = all.substring(0, Math.max(0, at - 1));
    return before + "::" + all.substring(Math.min(all.length(), at + longest.length() + 1));
  }

  /** The address with these 4 or 16 bytes; IPv4-mapped ones stay as they are. */
  static InetAddress of(byte[] bytes) {
    try {
      return bytes.length == 4
          ? InetAddress.getByAddress(bytes)
          : java.net.Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", wrongLength);
    }
  }

  private static InetAddress quad(String text) {
    String[] parts = text.split("\\.");
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return of(bytes);
  }
}
