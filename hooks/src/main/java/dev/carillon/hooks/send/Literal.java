package dev.carillon.hooks.send;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses written as text, canonical forms only: a dotted quad without leading zeros, or IPv6.
 * Nothing here asks a name server.
 */
final class Literal {

  private static final Pattern QUAD =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern V6_FORM = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private Literal() {}

  /** The address that the text is, without brackets. */
  static Optional<InetAddress> parse(String text) {
    if (QUAD.matcher(text).matches()) {
      return Optional.of(quad(text));
    }
    if (!V6_FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      // with a colon in it the platform reads it as IPv6 or refuses it, and asks nobody
      return Optional.of(InetAddress.getByName("[" + text + "]"));
    } catch (UnknownHostException notOne) {
      return Optional.empty();
    }
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
