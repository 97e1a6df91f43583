package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What the parts of one store share.
 *
 * @param database where everything is
 * @param cache the webhooks in memory
 * @param engineClock gives the times that the store itself sets, such as when a delivery is due or
 *     has ended
 * @param node whose this store is
 * @param numbers gives the numbers of deliveries that are made long after their event
 */
public record StoreContext(
    Database database, WebhookCache cache, InstantSource engineClock, Owner node, Numbers numbers) {

  /** What the database understands. */
  public Dialect dialect() {
    return database.dialect();
  }

  /** Now, by the engine's clock. */
  public Instant engineNow() {
    return engineClock.instant();
  }

  /** The epoch that this node's deliveries carry. */
  public long owner() {
    return node.epoch();
  }

  /**
   * The epoch for statements that change or add rows without a fence of their own. A node that was
   * taken over must not use it: no node would send what such a row asks for.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another has
   *     taken over
   */
  long ownerStill(Connection connection) throws SQLException {
    node.check(connection);
    return node.epoch();
  }

  /** Gives numbers. */
  @FunctionalInterface
  public interface Numbers {
    /** The number of the next delivery, for use in this transaction. */
    long next(Connection connection) throws SQLException;
  }
}
