package dev.carillon.server.assets.search.query;

import java.util.function.Supplier;

/** Carries out what keeps a processor busy; the caller waits for it. */
@FunctionalInterface
public interface CpuTask {

  /** The result of this work. */
  <T> T run(Supplier<T> work);
}
