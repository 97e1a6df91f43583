package dev.carillon.hooks.jdbc.store;

import java.sql.Connection;
import java.sql.SQLException;

/** How a dialect adds a delivery long after its event was recorded. */
public interface LateDeliveries {

  /** The number of the next delivery, for use in this transaction. */
  long number(Connection connection) throws SQLException;

  /** Adds a delivery that is pending. */
  void insert(Connection connection, Row row) throws SQLException;

  /**
   * One delivery, pending and due at once.
   *
   * @param sequence its number
   * @param event its event's number
   * @param webhook the key of its webhook
   * @param payload the number of its payload
   * @param at now, in microseconds
   */
  record Row(
      long sequence, String id, long event, long webhook, long payload, long owner, long at) {

    /** Before it is due: what is due as it is made is handed to the engine, which this is not. */
    public long createdAt() {
      return at - 1;
    }
  }
}
