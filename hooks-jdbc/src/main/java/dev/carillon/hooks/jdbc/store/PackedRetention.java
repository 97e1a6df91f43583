package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.LogRetention;
import java.time.Instant;

/** Keeps the log within its limits. */
public final class PackedRetention implements LogRetention {

  /** The retention of this store. */
  public PackedRetention() {}

  @Override
  public Swept sweep(Instant endedBefore, int limit) {
    throw new UnsupportedOperationException("sweeping");
  }

  @Override
  public Surplus surplus(long bytesMax) {
    throw new UnsupportedOperationException("sweeping");
  }
}
