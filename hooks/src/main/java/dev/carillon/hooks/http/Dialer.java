package dev.carillon.hooks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.response.ResponseFault;
import dev.carillon.hooks.http.tls.TlsContexts;
import dev.carillon.hooks.http.transport.PlainTransport;
import dev.carillon.hooks.http.transport.Tls;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Makes connections. The address guard is asked here, where the socket is made, and exactly the
 * address that it has let through is dialled. There are two exceptions: with a proxy the guard
 * checks the address that the tunnel leads to, and not the proxy's; and for a built-in receiver
 * {@link AddressGuard#dialled} names the socket of this server that is dialled in its place.
 */
final class Dialer {

  private static final long SHARE_NANOS_MIN = Duration.ofMillis(500).toNanos();
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpSettings settings;
  private final DnsLookup lookUp;
  private final DeadlineWatcher deadlineWatcher;
  private final TlsContexts contexts;

  Dialer(HttpSettings settings, DnsLookup lookUp, DeadlineWatcher deadlineWatcher) {
    this.settings = settings;
    this.lookUp = lookUp;
    this.deadlineWatcher = deadlineWatcher;
    this.contexts = settings.tls();
  }

  /** A connection to the first of the addresses that may be dialled and can be reached. */
  Connection dial(
      ConnectionPool pool,
      Route route,
      List<InetAddress> addresses,
      AddressGuard guard,
      Progress progress)
      throws IOException {
    List<InetSocketAddress> allowed = allowed(route.key(), addresses, guard);
    long until =
        Math.min(progress.deadline(), Progress.now() + settings.connectTimeout().toNanos());
    for (int i = 0; ; i++) {
      boolean last = i == allowed.size() - 1;
      // a dead address must not eat the time of those behind it
      long now = Progress.now();
      long left = until - now;
      long share = Math.min(left, Math.max(left / (allowed.size() - i), SHARE_NANOS_MIN));
      Connection connection = new Connection(pool, route, allowed.get(i), guard, now + share);
      boolean done = false;
      progress.meets(connection.peer());
      try {
        connect(connection, guard, share, progress);
        connection.extend(progress.deadline(), progress);
        secure(connection, route, progress);
        done = true;
        return connection;
      } catch (IOException failure) {
        if (last || !progress.connecting() || Progress.now() >= until || deadlineWatcher.closed()) {
          throw connection.expired() ? progress.late() : failure;
        }
      } finally {
        if (!done) {
          connection.abandon();
        }
      }
    }
  }

  private static List<InetSocketAddress> allowed(
      Route.Key key, List<InetAddress> addresses, AddressGuard guard) throws ResponseFault {
    List<InetSocketAddress> allowed = new ArrayList<>();
    String objection = "";
    for (InetAddress address : addresses) {
      InetSocketAddress target = new InetSocketAddress(address, key.port());
      var found = guard.objection(key.host(), target);
      if (found.isEmpty()) {
        allowed.add(target);
      } else {
        objection = found.get();
      }
    }
    if (allowed.isEmpty()) {
      throw new ResponseFault(ErrorClass.BLOCKED_ADDRESS, objection);
    }
    return allowed;
  }

  private void connect(Connection connection, AddressGuard guard, long nanos, Progress progress)
      throws IOException {
    deadlineWatcher.add(connection);
    switch (settings.outbound()) {
      case ProxySettings.Direct direct ->
          connect(connection, guard.dialled(connection.address()), nanos, progress);
      case ProxySettings.Proxy proxy -> {
        InetAddress host = lookUp.resolve(proxy.host(), progress).getFirst();
        connect(connection, new InetSocketAddress(host, proxy.port()), nanos, progress);
        progress.enter(Progress.Phase.TUNNEL);
        openTunnel(connection, proxy);
      }
    }
  }

  private static void connect(
      Connection connection, InetSocketAddress address, long nanos, Progress progress)
      throws IOException {
    progress.enter(Progress.Phase.CONNECT);
    connection.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
    int millis = (int) Math.max(1, nanos / NANOS_PER_MILLI);
    connection.channel().socket().connect(address, millis);
  }

  /** Whether a connection was made with the trust of this moment. */
  boolean trusts(Connection connection) {
    Route.Key key = connection.route().key();
    return !key.secure() || connection.securedBy(contexts.of(key.certificate()));
  }

  private void secure(Connection connection, Route route, Progress progress) throws IOException {
    if (route.key().secure()) {
      progress.enter(Progress.Phase.TLS);
      PlainTransport plain = (PlainTransport) connection.transport();
      SSLContext context = context(route.key());
      Tls tls = new Tls(context, connection::certificateAsked);
      try {
        Route.Key key = route.key();
        connection.secure(
            tls.over(plain, key.host(), key.port(), route.literal().isEmpty()), context);
      } finally {
        connection.tellWhetherAsked(progress);
      }
    }
  }

  private SSLContext context(Route.Key key) throws ResponseFault {
    try {
      return contexts.of(key.certificate());
    } catch (IllegalArgumentException unusable) {
      throw new ResponseFault(
          ErrorClass.TLS_CLIENT_CERTIFICATE,
          "the client certificate cannot be used: it must be " + unusable.getMessage());
    }
  }

  /**
   * Asks a proxy for a tunnel to a checked address (RFC 9110, section 9.3.6). Afterwards the
   * connection's bytes go to that address.
   */
  private static void openTunnel(Connection connection, ProxySettings.Proxy proxy)
      throws IOException {
    String authority = authority(connection.address());
    String credentials =
        proxy.username().isEmpty()
            ? ""
            : "Proxy-Authorization: Basic " + credentials(proxy) + "\r\n";
    String request =
        "CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(authority, authority, credentials);
    byte[] bytes = request.getBytes(UTF_8);
    connection.transport().write(bytes, 0, bytes.length);
    int status = connection.reader().readTunnelStatus();
    if (status >= 300) {
      throw new ResponseFault(
          ErrorClass.CONNECT_FAILED,
          "the proxy responded with " + status + " to CONNECT " + authority);
    }
  }

  private static String credentials(ProxySettings.Proxy proxy) {
    return Base64.getEncoder()
        .encodeToString((proxy.username() + ":" + proxy.password()).getBytes(UTF_8));
  }

  private static String authority(InetSocketAddress address) {
    String literal = address.getAddress().getHostAddress();
    boolean v6 = address.getAddress() instanceof Inet6Address;
    return (v6 ? "[" + literal + "]" : literal) + ":" + address.getPort();
  }
}
