package dev.carillon.hooks.send;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * How {@link HttpSender} behaves.
 *
 * @param connectTimeout for the connection alone; the attempt's own deadline counts as well
 * @param limits of the connections
 * @param tls whom to trust, and the client certificate where there is one
 */
public record HttpSettings(Duration connectTimeout, Limits limits, SSLContext tls) {

  /** Connect within 5 s, the platform's certificates, no proxy. */
  public static HttpSettings standard() {
    try {
      return new HttpSettings(Duration.ofSeconds(5), Limits.STANDARD, SSLContext.getDefault());
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("this Java platform has no TLS", broken);
    }
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
  }
}
