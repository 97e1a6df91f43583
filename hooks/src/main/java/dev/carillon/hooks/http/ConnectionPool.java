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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All connections: kept for the next request to the same route, within limits. */
final class ConnectionPool implements AutoCloseable {

  /** For so long an answer of the name server counts as that of this moment. */
  private static final Duration LOOK_UP_FRESH = Duration.ofSeconds(1);

  private static final int ROUTES_MAX = 10_000;

  /** One processor for each event loop, and as many for everything else. */
  private static final int PROCESSORS_PER_LOOP = 2;

  private static final int LOOPS_MAX = 8;
  private static final long HOUSEKEEPING_NANOS = Duration.ofMillis(500).toNanos();

  private final ConcurrentHashMap<Route.Key, Route> routes = new ConcurrentHashMap<>();
  private final HttpSettings.Limits limits;
  private final Supplier<AddressGuard> guard;
  private final DnsLookup lookUp;
  private final Dialer dialer;
  private final Semaphore permits;

  /** How many wait for a permit. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final List<EventLoop> loops;

  private final DeadlineWatcher deadlineWatcher = new DeadlineWatcher(this::housekeeping);
  private long housekeepingAt;

  /** An empty pool. */
  public ConnectionPool(Resolver resolver, Supplier<AddressGuard> guard, HttpSettings settings) {
    this.limits = settings.limits();
    this.guard = guard;
    this.lookUp = new DnsLookup(resolver, LOOK_UP_FRESH);
    this.dialer = new Dialer(settings, lookUp, deadlineWatcher);
    this.permits = new Semaphore(limits.connections());
    this.loops = IntStream.range(0, loopCount(settings)).mapToObj(EventLoop::new).toList();
    deadlineWatcher.start();
    loops.forEach(EventLoop::start);
  }

  private static int loopCount(HttpSettings settings) {
    int processors = Runtime.getRuntime().availableProcessors();
    int usual = Math.clamp(processors / PROCESSORS_PER_LOOP, 1, LOOPS_MAX);
    return settings.loops() == 0 ? usual : settings.loops();
  }

  /** The loops that drive connections without TLS. */
  List<EventLoop> loops() {
    return loops;
  }

  /** The route of a URL, for who shows this certificate. */
  Route route(TargetUrl url, ClientCertificate certificate) {
    if (routes.size() >= ROUTES_MAX) {
      routes.values().removeIf(Route::unused);
    }
    return routes.computeIfAbsent(
        Route.Key.of(url, certificate),
        key -> new Route(key, url, limits.connectionsPerRoute(), loops.size()));
  }

  /**
   * A kept connection of this loop that is good for a request now; null if a connection must be
   * dialled, awaited or checked.
   */
  @Nullable Connection takeNow(Route route, EventLoop loop, Progress progress) {
    AddressGuard current = guard.get();
    List<InetAddress> addresses = lookUp.known(route);
    while (!addresses.isEmpty()) {
      Connection kept = route.nextNow(loop.number(), resting -> !resting.mayBeClosing(loop));
      if (kept == null) {
        return null;
      }
      if (good(kept, current, addresses, progress) && !kept.staleOnLoop()) {
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
        && dialer.trusts(kept);
  }

  /** A connection for one request: one kept on this loop that is still good, else a fresh one. */
  public Connection take(Route route, EventLoop loop, Progress progress) throws IOException {
    AddressGuard current = guard.get();
    List<InetAddress> addresses = lookUp.addresses(route, progress);
    while (true) {
      Connection kept = next(route, loop, progress);
      if (kept == null) {
        return dial(route, loop, addresses, current, progress);
      }
      if (good(kept, current, addresses, progress) && !kept.stale()) {
        return kept;
      }
      kept.close();
    }
  }

  /** A fresh connection. One kept was closed by the peer, so that the others likely are as well. */
  public Connection fresh(Route route, EventLoop loop, Progress progress) throws IOException {
    List<InetAddress> addresses = lookUp.addresses(route, progress);
    while (true) {
      Connection kept = next(route, loop, progress);
      if (kept == null) {
        return dial(route, loop, addresses, guard.get(), progress);
      }
      kept.close();
    }
  }

  private static @Nullable Connection next(Route route, EventLoop loop, Progress progress)
      throws IOException {
    try {
      return route.next(loop.number(), progress);
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  private Connection dial(
      Route route,
      EventLoop loop,
      List<InetAddress> addresses,
      AddressGuard current,
      Progress progress)
      throws IOException {
    boolean reserved = false;
    boolean dialled = false;
    try {
      reserve(progress);
      reserved = true;
      Connection connection = dialer.dial(this, route, addresses, current, progress);
      connection.home(loop.number());
      dialled = true;
      return connection;
    } finally {
      if (!dialled) {
        route.released();
        if (reserved) {
          released();
        }
      }
    }
  }

  private void reserve(Progress progress) throws IOException {
    if (permits.tryAcquire()) {
      return;
    }
    progress.enter(Progress.Phase.QUEUE);
    waiting.incrementAndGet();
    try {
      closeIdleSince(Long.MAX_VALUE);
      if (!permits.tryAcquire(progress.left(), TimeUnit.NANOSECONDS)) {
        throw new ResponseFault(
            ErrorClass.CONNECT_TIMEOUT, "all " + limits.connections() + " connections are in use");
      }
    } catch (InterruptedException stopped) {
      throw interrupted();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /** A connection has no work for now; it gives its permit to an attempt that waits for one. */
  void rests(Connection connection) {
    connection.route().idle(connection);
    // in this order: who begins to wait meanwhile finds it among those that rest
    if (waiting.get() > 0 && connection.route().take(connection)) {
      connection.close();
    }
  }

  /** A permit is free again. */
  void released() {
    permits.release();
  }

  /** This connection is no more. */
  void gone(Connection connection) {
    deadlineWatcher.remove(connection);
  }

  private void housekeeping() {
    long now = Progress.now();
    if (now >= housekeepingAt) {
      housekeepingAt = now + HOUSEKEEPING_NANOS;
      loops.forEach(loop -> loop.warnIfStalled(now));
      closeIdleSince(now - limits.idle().toNanos());
    }
  }

  private void closeIdleSince(long time) {
    // not those of this pool's map, which a route in use by a known target may have left
    for (Route route : deadlineWatcher.routes()) {
      route.idleSince(time).forEach(Connection::close);
    }
  }

  /** How many connections there are, at work or not. */
  int connections() {
    return deadlineWatcher.size();
  }

  /** Closes everything; attempts on the wire end at once. */
  @Override
  public void close() {
    deadlineWatcher.close();
    closeIdleSince(Long.MAX_VALUE);
    loops.forEach(EventLoop::close);
  }
}
