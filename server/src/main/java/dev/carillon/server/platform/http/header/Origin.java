package dev.carillon.server.platform.http.header;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a request comes from, as far as it can be believed.
 *
 * @param address of the caller
 * @param scheme by which it came to the first proxy; empty where none says
 * @param host and port that it was sent to; empty where none says
 */
public record Origin(InetAddress address, String scheme, String host) {

  private static final int NETWORK_BYTES = 8;

  /** Nobody has said anything about this caller. */
  public static Origin of(InetAddress address) {
    return new Origin(address, "", "");
  }

  /** What an address counts as where a share is limited: whoever has one of IPv6 has 2^64. */
  public static InetAddress place(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length <= NETWORK_BYTES) {
      return address;
    }
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException never) {
      throw new IllegalStateException(never);
    }
  }
}
