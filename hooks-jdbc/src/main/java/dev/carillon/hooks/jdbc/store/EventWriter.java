package dev.carillon.hooks.jdbc.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** How a dialect writes events: what happens most. */
@FunctionalInterface
public interface EventWriter {

  /**
   * Writes events, or nothing at all where webhooks have changed or another node has taken over.
   *
   * @param webhooks the set that decided about all of them
   * @return false where nothing was written
   */
  boolean write(Connection connection, StoredSet webhooks, List<NumberedEvent> events)
      throws SQLException;
}
