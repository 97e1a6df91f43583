package dev.carillon.server.platform.database;

import dev.carillon.hooks.jdbc.DatabaseWork;

/** A way to read what is committed. */
@FunctionalInterface
public interface CommittedReads {

  /** Runs work that only reads. */
  <T> T read(DatabaseWork<T> work);
}
