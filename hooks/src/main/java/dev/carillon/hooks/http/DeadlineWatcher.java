package dev.carillon.hooks.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that shuts the sockets of attempts whose deadline is over. An attempt only stores its
 * deadline; this thread scans all connections from time to time.
 */
final class DeadlineWatcher {

  private static final System.Logger LOG = System.getLogger(DeadlineWatcher.class.getName());

  private static final long ROUND_NANOS = Duration.ofMillis(20).toNanos();

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Runnable housekeeping;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  /**
   * A watcher that does not run yet.
   *
   * @param housekeeping done at every round
   */
  DeadlineWatcher(Runnable housekeeping) {
    this.housekeeping = housekeeping;
    this.thread = Thread.ofPlatform().daemon().name("carillon-send-watch").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void add(Connection connection) {
    connections.add(connection);
    if (asleep) {
      LockSupport.unpark(thread);
    }
    if (closed) {
      connection.shut();
    }
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  /** The ways that connections are on. */
  Set<Route> routes() {
    Set<Route> routes = new HashSet<>();
    connections.forEach(connection -> routes.add(connection.route()));
    return routes;
  }

  /** How many connections there are. */
  int size() {
    return connections.size();
  }

  boolean closed() {
    return closed;
  }

  /** Shuts all sockets, now and from now on. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
    connections.forEach(Connection::shut);
  }

  private void run() {
    while (!closed) {
      asleep = true;
      if (connections.isEmpty()) {
        LockSupport.park(this);
      }
      asleep = false;
      LockSupport.parkNanos(this, ROUND_NANOS);
      try {
        round(Progress.now());
      } catch (RuntimeException | Error bug) {
        LOG.log(System.Logger.Level.ERROR, "The deadline watcher failed and continues", bug);
      }
    }
  }

  private void round(long now) {
    for (Connection connection : connections) {
      connection.expireAt(now);
    }
    housekeeping.run();
  }
}
