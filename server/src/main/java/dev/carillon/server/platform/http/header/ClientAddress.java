package dev.carillon.server.platform.http.header;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The client that sent a request: the peer of the connection, or what trusted proxies say of it.
 *
 * @param address of the client
 * @param scheme by which it came to the first proxy; empty where none says
 * @param host and port that it was sent to; empty where none says
 */
public record ClientAddress(InetAddress address, String scheme, String host) {

  private static final int NETWORK_BYTES = 8;

  /** A client of which no proxy says anything. */
  public static ClientAddress of(InetAddress address) {
    return new ClientAddress(address, "", "");
  }

  /** What an address counts as in limits: an IPv6 client has a network of 2^64 addresses. */
  public static InetAddress counted(InetAddress address) {
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
