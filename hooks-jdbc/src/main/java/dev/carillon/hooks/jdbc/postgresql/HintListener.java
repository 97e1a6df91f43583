package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.NodeHints;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears what other nodes tell, over a connection of its own, which it opens again after each fault.
 * Where a pooler gives each transaction another connection it hears nothing, which is no harm: a
 * poll finds all of it.
 */
final class HintListener implements AutoCloseable {

  private static final Logger LOG = System.getLogger(HintListener.class.getName());

  /** After so long without a word it is asked whether the connection still leads anywhere. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration END_WITHIN = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private final Database database;
  private final NodeHints hints;
  private final Runnable look;
  private final Thread thread;
  private volatile @Nullable Connection open;
  private volatile boolean closed;

  /**
   * For this node.
   *
   * @param look reads which nodes there are
   */
  HintListener(Database database, NodeHints hints, Runnable look) {
    this.database = database;
    this.hints = hints;
    this.look = look;
    this.thread = Thread.ofPlatform().daemon().name("carillon-hints").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** It tells nothing more, and gives its connection back with what it hears next. */
  void stop() {
    closed = true;
    if (open == null) {
      thread.interrupt();
    }
  }

  /** Its connection ends, whatever it waits for: it may not hear anything any more. */
  @Override
  public void close() {
    stop();
    try {
      if (thread.join(END_WITHIN)) {
        return;
      }
      thread.interrupt();
      Connection waiting = open;
      if (waiting != null) {
        waiting.abort(Runnable::run);
      }
      thread.join(END_WITHIN);
    } catch (SQLException gone) {
      LOG.log(Level.DEBUG, "a connection that has ended already", gone);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = PAUSE;
    while (!closed) {
      long began = System.nanoTime();
      try (Connection connection = database.listening().orElse(null)) {
        if (connection == null) {
          return;
        }
        listen(connection);
      } catch (SQLException | HooksException away) {
        LOG.log(Level.DEBUG, "Hints of other nodes are not received for a while", away);
      } catch (RuntimeException | Error bug) {
        LOG.log(Level.WARNING, "A hint was not taken: " + bug, bug);
      }
      boolean lasted = System.nanoTime() - began > PAUSE_MAX.toNanos();
      pause = next(pause, lasted);
      rest(pause);
    }
  }

  /**
   * How long it rests before it connects again: twice as long each time, up to a limit.
   *
   * @param lasted whether it had a connection for a while
   */
  static Duration next(Duration pause, boolean lasted) {
    Duration longer = lasted ? PAUSE : pause.multipliedBy(2);
    return longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
  }

  private void rest(Duration pause) {
    try {
      if (!closed) {
        Thread.sleep(pause);
      }
    } catch (InterruptedException stopped) {
      closed = true;
    }
  }

  private void listen(Connection connection) throws SQLException {
    Sql.update(connection, "listen " + SharedNodes.channel(connection));
    open = connection;
    // what was told before is not heard any more
    nodesChanged();
    hints.webhooksChanged();
    PGConnection own = connection.unwrap(PGConnection.class);
    try {
      while (!closed) {
        PGNotification[] heard = own.getNotifications((int) SILENCE.toMillis());
        if (heard == null || heard.length == 0) {
          Sql.any(connection, "select 1");
        } else {
          Arrays.stream(heard)
              .map(PGNotification::getParameter)
              .distinct()
              .takeWhile(payload -> !closed)
              .forEach(this::tell);
        }
      }
    } finally {
      open = null;
      // where it has ended, a pool finds that out by this
      Sql.update(connection, "unlisten *");
    }
  }

  /** A later version may tell what this one does not know. */
  private void tell(String payload) {
    String rest = payload.isEmpty() ? "" : payload.substring(1);
    switch (payload.isEmpty() ? "" : payload.substring(0, 1)) {
      case SharedNodes.NODES -> nodesChanged();
      case SharedNodes.WEBHOOKS -> hints.webhooksChanged();
      case SharedNodes.DUE -> each(rest, hints::madeDue);
      case SharedNodes.CANCELLED -> each(rest, hints::cancelled);
      case SharedNodes.REDELIVERED -> each(rest, hints::redelivered);
      default -> LOG.log(Level.DEBUG, "a hint of an unknown kind: {0}", payload);
    }
  }

  private void nodesChanged() {
    look.run();
    hints.nodesChanged();
  }

  private static void each(String ids, Consumer<Webhook.Id> taker) {
    Arrays.stream(ids.split(" ")).filter(id -> !id.isEmpty()).map(Webhook.Id::new).forEach(taker);
  }
}
