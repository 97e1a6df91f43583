package dev.carillon.bench.embedded;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksBuilder;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The library with its usual settings and some webhooks, as an embedder has it.
 *
 * @param below what is to be closed after it
 */
public record EmbeddedHooks(Hooks hooks, Runnable below) implements AutoCloseable {

  /** What the file of {@link #sqliteOfServer} is called. */
  public static final String SERVER_FILE = "server.db";

  private static final int COUNT_MAX = 1_000_000_000;

  /** Starts it in a new SQLite file in this folder. */
  public static EmbeddedHooks sqlite(
      Path folder, List<WebhookRegistration> webhooks, HooksListener listener) {
    HooksBuilder builder = Hooks.builder(folder.resolve("bench.db"));
    return start(builder, folder, webhooks, listener, () -> {});
  }

  /** The same with tables that are called as the server's are. */
  public static EmbeddedHooks sqliteOfServer(
      Path folder, List<WebhookRegistration> webhooks, HooksListener listener) {
    HooksBuilder builder = Hooks.builder(folder.resolve(SERVER_FILE)).tablePrefix("");
    return start(builder, folder, webhooks, listener, () -> {});
  }

  /** Starts it in another database. */
  static EmbeddedHooks start(
      HooksBuilder builder,
      Path folder,
      List<WebhookRegistration> webhooks,
      HooksListener listener,
      Runnable below) {
    Hooks hooks =
        builder.key(folder.resolve("secret.key")).allowLoopback().listener(listener).start();
    webhooks.forEach(hooks.webhooks()::register);
    return new EmbeddedHooks(hooks, below);
  }

  /** Records the event, durably: several callers share a commit of the library's writer. */
  public Published append(Event event) {
    return hooks.publish(event);
  }

  /** The same in a transaction of the program's own, on a connection of its pool. */
  public Published appendInOwnTransaction(Event event) {
    try (Connection connection = hooks.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Published published = hooks.publish(connection, event);
      connection.commit();
      return published;
    } catch (SQLException failed) {
      throw new IllegalStateException("the program's transaction failed", failed);
    }
  }

  /**
   * Asks the store itself what became of everything.
   *
   * @throws IOException if not exactly so many deliveries are there, all of them delivered
   */
  public void checkDelivered(long expected) throws IOException {
    long all = count(DeliveryFilter.ALL);
    long delivered = count(DeliveryFilter.ALL.in("delivered"));
    if (all != delivered) {
      throw new IOException("the store says " + (all - delivered) + " were not delivered");
    }
    if (delivered != expected) {
      throw new IOException("the store says " + delivered + " were delivered, not " + expected);
    }
  }

  private long count(DeliveryFilter filter) {
    return hooks.deliveries().count(filter, COUNT_MAX).count();
  }

  @Override
  public void close() {
    hooks.close();
    below.run();
  }
}
