package dev.carillon.hooks.contracts.send;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses from their text, which asks no name server. */
final class Literals {

  private Literals() {}

  /**
   * The address that this text is.
   *
   * @param text a dotted quad, or IPv6 without brackets
   */
  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException notOne) {
      throw new UncheckedIOException(notOne);
    }
  }
}
