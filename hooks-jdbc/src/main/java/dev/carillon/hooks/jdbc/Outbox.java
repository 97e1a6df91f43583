package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Steps ② and ③: records an event and its deliveries in the transaction of the change that caused
 * it, so that both live or die together.
 */
public interface Outbox {

  /**
   * Decides who gets the event and renders what they get, outside any transaction. Expensive work
   * done here is not done while the writer waits.
   */
  FanOut fanOut(Event event);

  /**
   * Writes a prepared event and its deliveries. Where a webhook changed since it was prepared, it
   * is decided again.
   *
   * @return to be handed to {@code HooksEngine.committed} once the transaction is committed
   */
  Receipt append(Connection connection, FanOut fanOut) throws SQLException;

  /**
   * Decides, renders and writes in one go, for a caller that has not prepared the event: in an
   * embedder's own transaction, or after stale plans.
   */
  default Receipt append(Connection connection, Event event) throws SQLException {
    return append(connection, fanOut(event));
  }
}
