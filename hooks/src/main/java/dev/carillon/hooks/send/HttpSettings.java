package dev.carillon.hooks.send;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * How {@link HttpSender} behaves.
 *
 * @param connectTimeout for the connection alone, the proxy's tunnel included; the attempt's own
 *     deadline counts as well
 * @param limits of the connections
 * @param tls whom to trust, and the client certificate where there is one
 * @param outbound straight or through a proxy; the platform's proxy settings are never used
 */
public record HttpSettings(
    Duration connectTimeout, Limits limits, SSLContext tls, Outbound outbound) {

  /** Connect within 5 s, trust whom the platform trusts, straight to the receiver. */
  public static HttpSettings standard() {
    try {
      return new HttpSettings(
          Duration.ofSeconds(5), Limits.STANDARD, SSLContext.getDefault(), new Outbound.Direct());
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("this Java platform has no TLS", broken);
    }
  }

  /** The same with another way out. */
  public HttpSettings through(Outbound other) {
    return new HttpSettings(connectTimeout, limits, tls, other);
  }

  /** The same with other certificates. */
  public HttpSettings trusting(SSLContext other) {
    return new HttpSettings(connectTimeout, limits, other, outbound);
  }

  /**
   * How many connections there may be.
   *
   * @param connections in all
   * @param connectionsPerRoute to one host and port
   * @param idle for how long one is kept without work
   */
  public record Limits(int connections, int connectionsPerRoute, Duration idle) {

    /** Enough for some thousand attempts at once. */
    public static final Limits STANDARD = new Limits(4096, 1024, Duration.ofSeconds(30));

    public Limits {
      if (connections < 1 || connectionsPerRoute < 1) {
        throw new IllegalArgumentException("at least one connection");
      }
    }
  }
}
