package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreUnderTest;

/** One database in which stores are opened, one after the other; what each holds must agree. */
public interface Succession {

  /** The first store. */
  StoreUnderTest open(ManualClock clock);

  /** The store after this one, which has not said that it ends. */
  StoreUnderTest next(StoreUnderTest before, ManualClock clock);
}
