package dev.carillon.hooks.http.address;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of addresses, such as {@code 10.0.0.0/8} or {@code fc00::/7}.
 *
 * @param network the range's first address
 * @param prefix how many leading bits are fixed
 */
public record Cidr(InetAddress network, int prefix) {

  /** The range of this one address. */
  public static Cidr of(InetAddress address) {
    return new Cidr(address, address.getAddress().length * 8);
  }

  /**
   * Reads a range. A single address is a range of one.
   *
   * @throws IllegalArgumentException if it is none, or has bits set behind its prefix
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress network =
        AddressLiteral.parse(address)
            .orElseThrow(() -> new IllegalArgumentException("not an address: " + text));
    int bits = network.getAddress().length * 8;
    Cidr cidr = new Cidr(network, slash < 0 ? bits : prefix(text.substring(slash + 1), bits, text));
    if (!cidr.first().equals(network)) {
      throw new IllegalArgumentException(
          text
              + " has bits after its prefix: "
              + AddressLiteral.text(cidr.first())
              + "/"
              + cidr.prefix);
    }
    return cidr;
  }

  /** Whether the address is in the range. An IPv4 address is never in an IPv6 range. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit)) & 0xff;
      if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private InetAddress first() {
    byte[] bytes = network.getAddress();
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return AddressLiteral.of(bytes);
  }

  private static int prefix(String text, int bits, String whole) {
    return Optional.of(text)
        .filter(digits -> digits.matches("0|[1-9][0-9]{0,2}"))
        .map(Integer::parseInt)
        .filter(value -> value <= bits)
        .orElseThrow(
            () -> new IllegalArgumentException("the prefix must be 0–" + bits + ": " + whole));
  }

  @Override
  public String toString() {
    return AddressLiteral.text(network) + "/" + prefix;
  }
}
