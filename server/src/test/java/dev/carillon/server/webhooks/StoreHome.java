package dev.carillon.server.webhooks;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import java.time.InstantSource;

/** Where a store stays while processes come and go. */
interface StoreHome extends AutoCloseable {

  /** Opens the store as a process does that starts. */
  Opened open();

  @Override
  void close();

  /**
   * A store that is open.
   *
   * @param clock the engine's, which the store goes by
   * @param closing lets go of it
   */
  record Opened(Database database, Store store, InstantSource clock, Runnable closing) {}
}
