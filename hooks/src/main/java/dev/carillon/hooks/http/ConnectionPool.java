package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Resolver;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.http.response.ResponseFault;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All connections: kept for the next request to the same route, within limits. */
final class ConnectionPool implements AutoCloseable {

  /** For so long an answer of the name server counts as that of this moment. */
  private static final Duration LOOK_UP_FRESH = Duration.ofSeconds(1);

  private static final int ROUTES_MAX = 10_000;
  private static final long HOUSEKEEPING_NANOS = Duration.ofMillis(500).toNanos();

  private final ConcurrentHashMap<Route.Key, Route> routes = new ConcurrentHashMap<>();
  private final HttpSettings.Limits limits;
  private final Supplier<AddressGuard> guard;
  private final DnsLookup lookUp;
  private final Dialer dialer;
  private final Semaphore places;

  /** How many wait for a place. */
  private final AtomicInteger seekers = new AtomicInteger();

  private final EventLoops loops = new EventLoops();
  private final DeadlineWatcher watch = new DeadlineWatcher(this::housekeeping);
  private long housekeepingAt;

  /** An empty pool. */
  public ConnectionPool(Resolver resolver, Supplier<AddressGuard> guard, HttpSettings settings) {
    this.limits = settings.limits();
    this.guard = guard;
    this.lookUp = new DnsLookup(resolver, LOOK_UP_FRESH);
    this.dialer = new Dialer(settings, lookUp, watch);
    this.places = new Semaphore(limits.connections());
    watch.start();
    loops.start();
  }

  /** The route of a URL, for who shows this certificate. */
  Route route(TargetUrl url, ClientCertificate certificate) {
    if (routes.size() >= ROUTES_MAX) {
      routes.values().removeIf(Route::unused);
    }
    return routes.computeIfAbsent(
        Route.Key.of(url, certificate),
        key -> new Route(key, url, limits.connectionsPerRoute(), loops.next()));
  }

  /**
   * A kept connection that is good for a request now; null where that needs waiting, or asking. On
   * the route's loop.
   */
  @Nullable Connection takeNow(Route route, Progress progress) {
    AddressGuard current = guard.get();
    List<InetAddress> addresses = lookUp.known(route);
    while (!addresses.isEmpty()) {
      Connection kept = route.nextNow();
      if (kept == null) {
        return null;
      }
      if (good(kept, current, addresses, progress)) {
        return kept;
      }
      kept.close();
    }
    return null;
  }

  private boolean good(
      Connection kept, AddressGuard current, List<InetAddress> addresses, Progress progress) {
    kept.resume(progress.deadline());
    return kept.allowedBy(current)
        && addresses.contains(kept.address().getAddress())
        && dialer.trusts(kept)
        && !kept.stale();
  }

  /** A connection for one request: a kept one that is still good, else a fresh one. */
  public Connection take(Route route, Progress progress) throws IOException {
    AddressGuard current = guard.get();
    List<InetAddress> addresses = lookUp.addresses(route, progress);
    while (true) {
      Connection kept = next(route, progress);
      if (kept == null) {
        return dial(route, addresses, current, progress);
      }
      if (good(kept, current, addresses, progress)) {
        return kept;
      }
      kept.close();
    }
  }

  /** A fresh connection. One kept was closed by the peer, so that the others likely are as well. */
  public Connection fresh(Route route, Progress progress) throws IOException {
    List<InetAddress> addresses = lookUp.addresses(route, progress);
    while (true) {
      Connection kept = next(route, progress);
      if (kept == null) {
        return dial(route, addresses, guard.get(), progress);
      }
      kept.close();
    }
  }

  private static @Nullable Connection next(Route route, Progress progress) throws IOException {
    try {
      return route.next(progress);
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  private Connection dial(
      Route route, List<InetAddress> addresses, AddressGuard current, Progress progress)
      throws IOException {
    boolean reserved = false;
    boolean dialled = false;
    try {
      reserve(progress);
      reserved = true;
      Connection connection =
          dialer.dial(new ConnectionPermit(this, route), addresses, current, progress);
      dialled = true;
      return connection;
    } finally {
      if (!dialled) {
        route.left();
        if (reserved) {
          left();
        }
      }
    }
  }

  private void reserve(Progress progress) throws IOException {
    if (places.tryAcquire()) {
      return;
    }
    progress.enter(Progress.Phase.QUEUE);
    seekers.incrementAndGet();
    try {
      closeIdleSince(Long.MAX_VALUE);
      if (!places.tryAcquire(progress.left(), TimeUnit.NANOSECONDS)) {
        throw new ResponseFault(
            ErrorClass.CONNECT_TIMEOUT, "all " + limits.connections() + " connections are in use");
      }
    } catch (InterruptedException stopped) {
      throw interrupted();
    } finally {
      seekers.decrementAndGet();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /** A connection has no work for now; it gives its place to who waits for one. */
  void rests(Connection connection) {
    connection.route().idle(connection);
    // in this order: who begins to wait meanwhile finds it among those that rest
    if (seekers.get() > 0 && connection.route().take(connection)) {
      connection.close();
    }
  }

  /** A place is free again. */
  void left() {
    places.release();
  }

  /** This connection is no more. */
  void gone(Connection connection) {
    watch.remove(connection);
  }

  private void housekeeping() {
    long now = Progress.now();
    if (now >= housekeepingAt) {
      housekeepingAt = now + HOUSEKEEPING_NANOS;
      closeIdleSince(now - limits.idle().toNanos());
    }
  }

  private void closeIdleSince(long time) {
    // not those of this pool's map, which a route in use by a known target may have left
    for (Route route : watch.routes()) {
      route.idleSince(time).forEach(Connection::close);
    }
  }

  /** How many connections there are, at work or not. */
  int connections() {
    return watch.size();
  }

  boolean closed() {
    return watch.closed();
  }

  /** Closes everything; attempts on the wire end at once. */
  @Override
  public void close() {
    watch.close();
    closeIdleSince(Long.MAX_VALUE);
    loops.close();
  }
}
