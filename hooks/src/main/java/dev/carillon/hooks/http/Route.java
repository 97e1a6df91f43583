package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.http.response.ResponseFault;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way to one host and port, plain or secure, as the client that a certificate names: its
 * connections that wait for work, the latest first, and how many it has in all.
 */
final class Route {

  /** What makes two URLs share connections. */
  record Key(boolean secure, String host, int port, ClientCertificate certificate) {
    static Key of(TargetUrl url, ClientCertificate certificate) {
      return new Key(
          url.secure(),
          url.host(),
          url.port(),
          url.secure() ? certificate : ClientCertificate.NONE);
    }
  }

  /**
   * The outcome of a look-up.
   *
   * @param addresses in the order they should be tried
   * @param at when it was answered: one that took long is used all the same
   */
  record Found(List<InetAddress> addresses, long at) {}

  private final Key key;
  private final List<InetAddress> literal;
  private final int connectionsMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();

  /** For each loop, those that rest on it. What has TLS rests on none: all are on the first. */
  private final List<ArrayDeque<Connection>> idle;

  private int open;
  private int waiting;
  private volatile Found found = new Found(List.of(), 0);

  Route(Key key, TargetUrl url, int connectionsMax, int loops) {
    this.key = key;
    this.idle =
        Stream.generate(ArrayDeque<Connection>::new).limit(key.secure() ? 1 : loops).toList();
    this.literal = url.literal().map(List::of).orElse(List.of());
    this.connectionsMax = connectionsMax;
  }

  Key key() {
    return key;
  }

  /** The address that the host is; empty if it is a name. */
  List<InetAddress> literal() {
    return literal;
  }

  /** The latest look-up of the name. */
  Found found() {
    return found;
  }

  void found(Found latest) {
    found = latest;
  }

  private ArrayDeque<Connection> idle(int loop) {
    return idle.get(idle.size() == 1 ? 0 : loop);
  }

  /**
   * The connection that was used last on a loop; null if none waits, and then one more may be made.
   */
  @Nullable Connection next(int loop, Progress progress)
      throws ResponseFault, InterruptedException {
    while (true) {
      Connection elsewhere;
      lock.lock();
      try {
        Connection latest = idle(loop).pollFirst();
        if (latest != null) {
          return latest;
        }
        if (open < connectionsMax) {
          open++;
          return null;
        }
        elsewhere = anyIdle();
        if (elsewhere == null) {
          await(progress);
        }
      } finally {
        lock.unlock();
      }
      if (elsewhere != null) {
        // of another loop, which alone can drive it: one more may be made in its place. Not under
        // the lock: whatever hangs on it ends here and now if that loop has ended
        elsewhere.close();
      }
    }
  }

  /** Until a connection rests, or one more may be made. */
  private void await(Progress progress) throws ResponseFault, InterruptedException {
    progress.enter(Progress.Phase.QUEUE);
    waiting++;
    try {
      while (open >= connectionsMax && idle.stream().allMatch(ArrayDeque::isEmpty)) {
        if (!freed.await(progress.left(), TimeUnit.NANOSECONDS)) {
          throw new ResponseFault(
              ErrorClass.CONNECT_TIMEOUT, "all " + connectionsMax + " connections are in use");
        }
      }
    } finally {
      waiting--;
    }
  }

  /** The one that rests longest on whichever loop; null if none does. */
  private @Nullable Connection anyIdle() {
    for (ArrayDeque<Connection> each : idle) {
      if (!each.isEmpty()) {
        return each.removeLast();
      }
    }
    return null;
  }

  /**
   * The connection that was used last of those that rest on a loop and may be used; null if none
   * is, or if a caller waits for one.
   */
  @Nullable Connection nextNow(int loop, Predicate<Connection> mayBeUsed) {
    lock.lock();
    try {
      if (waiting > 0) {
        return null;
      }
      for (Iterator<Connection> each = idle(loop).iterator(); each.hasNext(); ) {
        Connection latest = each.next();
        if (mayBeUsed.test(latest)) {
          each.remove();
          return latest;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes this one out of its rest; false if somebody else has. */
  boolean take(Connection connection) {
    lock.lock();
    try {
      return idle(connection.home()).remove(connection);
    } finally {
      lock.unlock();
    }
  }

  /** A connection waits for its next request. */
  void idle(Connection connection) {
    lock.lock();
    try {
      idle(connection.home()).addFirst(connection);
      freed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** A connection is gone: another one may be made. */
  void released() {
    lock.lock();
    try {
      open--;
      freed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Removes the connections that wait since before this time; there may be none. */
  List<Connection> idleSince(long time) {
    lock.lock();
    try {
      List<Connection> old = new ArrayList<>();
      for (ArrayDeque<Connection> each : idle) {
        while (!each.isEmpty() && each.getLast().idleSince() <= time) {
          old.add(each.removeLast());
        }
      }
      return old;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has no connections. */
  boolean unused() {
    lock.lock();
    try {
      return open == 0;
    } finally {
      lock.unlock();
    }
  }
}
