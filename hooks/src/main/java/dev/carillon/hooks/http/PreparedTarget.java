package dev.carillon.hooks.http;

import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What every request to one URL has in common: the route, and the request's first lines as bytes.
 *
 * @param route where it goes
 * @param head request line, Host and Connection
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record PreparedTarget(Route route, byte[] head) {

  private static PreparedTarget of(String method, TargetUrl url, Route route) {
    String head =
        "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: keep-alive\r\n"
            .formatted(method, url.requestTarget(), url.hostHeader());
    return new PreparedTarget(route, head.getBytes(StandardCharsets.US_ASCII));
  }

  /** The targets that were used lately, by URL: parsing one costs more than a request. */
  public static final class Known {

    private static final int TARGETS_MAX = 10_000;

    private final ConcurrentHashMap<Aim, PreparedTarget> byAim = new ConcurrentHashMap<>();
    private final ConnectionPool pool;

    /** None yet. */
    public Known(ConnectionPool pool) {
      this.pool = pool;
    }

    /** What to do, where, and as whom. */
    private record Aim(String method, String url, ClientCertificate certificate) {}

    /**
     * The target of a URL, for who shows this certificate.
     *
     * @throws IllegalArgumentException if the URL is no target of requests; the message says what
     *     it must be, in words that fit behind "must be"
     */
    public PreparedTarget of(String method, String url, ClientCertificate certificate) {
      Aim aim = new Aim(method, url, certificate);
      PreparedTarget known = byAim.get(aim);
      return known == null ? parse(aim) : known;
    }

    private PreparedTarget parse(Aim aim) {
      TargetUrl parsed = TargetUrl.parse(aim.url());
      if (byAim.size() >= TARGETS_MAX) {
        byAim.clear();
      }
      PreparedTarget target =
          PreparedTarget.of(aim.method(), parsed, pool.route(parsed, aim.certificate()));
      byAim.put(aim, target);
      return target;
    }
  }
}
