package dev.carillon.server.platform.database;

import dev.carillon.hooks.jdbc.DatabaseWork;

/**
 * A way to read what is committed. A plan that is made inside a transaction, after several stale
 * ones, reads through that transaction: also what was written in it and is not committed.
 */
@FunctionalInterface
public interface CommittedReads {

  /** Runs work that only reads. */
  <T> T read(DatabaseWork<T> work);
}
