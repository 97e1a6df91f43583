package dev.carillon.hooks.delivery;

import java.time.Duration;

/**
 * Where the time of an attempt went. What did not happen took no time: an attempt on a kept-alive
 * connection neither looks up nor connects. What is missing to the attempt's duration is the rest
 * of the response, and waiting for a free connection.
 *
 * @param lookUp of the name
 * @param connect to an address, those that did not answer and a proxy's tunnel included
 * @param tls the handshake
 * @param firstByte from the beginning of the request to the first byte of the response
 * @param login waiting for access tokens, before the request and after a response that refused one
 */
public record Timings(
    Duration lookUp, Duration connect, Duration tls, Duration firstByte, Duration login) {

  /** Nothing is known. */
  public static final Timings NONE =
      new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** The timings of an attempt that did not log in. */
  public Timings(Duration lookUp, Duration connect, Duration tls, Duration firstByte) {
    this(lookUp, connect, tls, firstByte, Duration.ZERO);
  }

  /** The same with so long a wait for access tokens. */
  public Timings loggedIn(Duration waited) {
    return new Timings(lookUp, connect, tls, firstByte, waited);
  }
}
