package dev.carillon.server.http.wire;

import java.net.InetAddress;

/**
 * Where a request comes from, as far as it can be believed.
 *
 * @param address of the caller
 * @param scheme by which it came to the first proxy; empty where none says
 * @param host and port that it was sent to; empty where none says
 */
public record Origin(InetAddress address, String scheme, String host) {

  /** Nobody has said anything about this caller. */
  public static Origin of(InetAddress address) {
    return new Origin(address, "", "");
  }
}
