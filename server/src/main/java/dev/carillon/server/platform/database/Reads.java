package dev.carillon.server.platform.database;

import dev.carillon.hooks.jdbc.Work;

/** A way to read what is committed. */
@FunctionalInterface
public interface Reads {

  /** Runs work that only reads. */
  <T> T read(Work<T> work);
}
