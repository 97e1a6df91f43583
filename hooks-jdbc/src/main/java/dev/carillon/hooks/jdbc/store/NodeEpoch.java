package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.NodeView;
import java.sql.Connection;
import java.sql.SQLException;

/** The epoch that rows of this node carry, for as long as no other node has taken over. */
public interface NodeEpoch {

  /** The epoch, which stands in the rows of deliveries. */
  long epoch();

  /** The epoch of the node that sends what this one records: its own, unless it only records. */
  default long sender() {
    return epoch();
  }

  /** Whether this process's engine is told of what it records; else another one finds it. */
  default boolean handsOver() {
    return true;
  }

  /** What this node knows of others that share its store. */
  default OtherNodes others() {
    return OtherNodes.NONE;
  }

  /**
   * Makes sure that this node still sends what carries its epoch. Where another has taken over, it
   * enters anew, and the work runs again.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another has
   *     taken over and this node does not enter anew
   */
  void check(Connection connection) throws SQLException;

  /**
   * From where an insert selects its one row, so that there is none where another has taken over,
   * and no other does before this transaction ends.
   */
  default String fence() {
    return "";
  }

  /**
   * Like {@link #fence}, for statements that rely on the index of open deliveries: selects nothing
   * while rows given by other nodes are not loaded; and they give none before this transaction
   * ends.
   */
  default String settlingFence() {
    return fence();
  }

  /** Whether such a statement would find its row. */
  default boolean stillOwnerOfOpen(Connection connection) throws SQLException {
    return stillOwner(connection);
  }

  /**
   * Waits until every transaction of this node has ended whose commit has no known outcome: the
   * database may still be at it after the connection was lost. Nothing where a lost connection is
   * the end of its transaction.
   */
  default void awaitLostCommits(Connection connection) throws SQLException {}

  /** The nodes that share the store, as this one saw them last. */
  default NodeView nodes() {
    return NodeView.ALONE;
  }

  /**
   * Whether this node still sends what carries its epoch; then no other takes over before this
   * transaction ends.
   */
  default boolean stillOwner(Connection connection) throws SQLException {
    check(connection);
    return true;
  }
}
