package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/**
 * What a node knows of others that share its store, and how it tells them what it did: each hears
 * of it once the transaction is committed, or finds it when it polls.
 */
public interface OtherNodes {

  /** There are none. */
  OtherNodes NONE = new OtherNodes() {};

  /** Whether there are any, or were when all went by the same list last. */
  default boolean any() {
    return false;
  }

  /**
   * Looks for others, unless that was done since the webhooks had this revision: a node that joins
   * raises it, so that none records without knowing of it.
   *
   * @param connection the one on which the revision was read
   */
  default void look(Connection connection, long revision) throws SQLException {}

  /** Since which revision of the webhooks no node can have joined unknown. */
  default long lookedAt() {
    return Long.MAX_VALUE;
  }

  /**
   * Whether deliveries to this webhook have rows from the start, so that the one node that sends
   * all of them finds them.
   */
  default boolean hasRowsFromStart(Webhook webhook) {
    return false;
  }

  /**
   * The node that sends all deliveries of this webhook, by the newest list. Their rows have its
   * epoch from the start, so it need not claim them. If the list has changed meanwhile, the node
   * that sends by then claims them; it also claims a delivery that was made pending later ({@code
   * RecoveredDeliveries}), whose row has the epoch of the acting node.
   */
  default long sender(Webhook webhook) {
    throw new IllegalStateException("no node sends to a webhook alone: " + webhook.id());
  }

  /**
   * Whether this node may send to this webhook: by the last list that was agreed and the newest.
   */
  default boolean sends(Webhook webhook) {
    return true;
  }

  /** Webhooks are registered, changed, disabled, held or removed by this transaction. */
  default void webhooksChanged(Connection connection) throws SQLException {}

  /** This transaction gives rows to deliveries of webhooks that go whole to one node. */
  default void moreDue(Connection connection, Collection<Webhook> webhooks) throws SQLException {}

  /** This transaction cancels or changes pending deliveries of a webhook. */
  default void cancelled(Connection connection, Webhook.Id webhook) throws SQLException {}

  /** The same of the webhook with a number. */
  default void cancelled(Connection connection, long webhook) throws SQLException {}

  /** This transaction asks for redeliveries to a webhook. */
  default void redelivered(Connection connection, long webhook) throws SQLException {}
}
