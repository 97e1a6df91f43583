package dev.carillon.samples.embedded;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.jdbc.Store;
import java.sql.SQLException;

/** The shop's orders in one database, with the webhook core running beside them. */
interface Orders extends AutoCloseable {

  /** Stores the order and its event: both, or neither. */
  void place(Order order) throws SQLException;

  /** Where webhooks are registered. */
  Store store();

  /** The core. */
  HooksEngine hooks();

  @Override
  void close();
}
