package dev.carillon.hooks.http;

import dev.carillon.hooks.http.tls.TlsContexts;
import dev.carillon.hooks.http.tls.TrustSettings;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;

/**
 * How {@link HttpSender} behaves.
 *
 * @param connectTimeout for the connection alone, the proxy's tunnel included; the attempt's own
 *     deadline counts as well
 * @param limits of the connections
 * @param tls whom to trust, and how to show a certificate
 * @param outbound straight or through a proxy; the platform's proxy settings are never used
 * @param loops how many threads drive kept connections without TLS; 0 = one for every two
 *     processors, 1 to 8
 * @param clock tells when access tokens of receivers end
 */
public record HttpSettings(
    Duration connectTimeout,
    Limits limits,
    TlsContexts tls,
    ProxySettings outbound,
    int loops,
    InstantSource clock) {

  /** Settings that leave the number of threads to the sender. */
  public HttpSettings(
      Duration connectTimeout, Limits limits, TlsContexts tls, ProxySettings outbound) {
    this(connectTimeout, limits, tls, outbound, 0);
  }

  /** Settings by the time of the machine. */
  public HttpSettings(
      Duration connectTimeout, Limits limits, TlsContexts tls, ProxySettings outbound, int loops) {
    this(connectTimeout, limits, tls, outbound, loops, InstantSource.system());
  }

  public HttpSettings {
    if (loops < 0) {
      throw new IllegalArgumentException("at least one loop, or 0");
    }
  }

  /** Connect within 5 s, trust whom the platform trusts, straight to the receiver. */
  public static HttpSettings standard() {
    return new HttpSettings(
        Duration.ofSeconds(5),
        Limits.STANDARD,
        TlsContexts.trusting(TrustSettings::platform),
        new ProxySettings.Direct());
  }

  /** The settings with another way out. */
  public HttpSettings through(ProxySettings other) {
    return new HttpSettings(connectTimeout, limits, tls, other, loops, clock);
  }

  /** The settings with so many threads for kept connections without TLS. */
  public HttpSettings onLoops(int count) {
    return new HttpSettings(connectTimeout, limits, tls, outbound, count, clock);
  }

  /** The settings with this context for everything, whatever certificate a request shows. */
  public HttpSettings trusting(SSLContext other) {
    return trusting((TlsContexts) certificate -> other);
  }

  /** The settings with other contexts. */
  public HttpSettings trusting(TlsContexts other) {
    return new HttpSettings(connectTimeout, limits, other, outbound, loops, clock);
  }

  /** The settings with another clock. */
  public HttpSettings by(InstantSource other) {
    return new HttpSettings(connectTimeout, limits, tls, outbound, loops, other);
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
