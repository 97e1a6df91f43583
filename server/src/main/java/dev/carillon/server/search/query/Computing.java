package dev.carillon.server.search.query;

import java.util.function.Supplier;

/** Carries out what keeps a processor busy; the caller waits for it. */
@FunctionalInterface
public interface Computing {

  /** The result of this work. */
  <T> T run(Supplier<T> work);
}
