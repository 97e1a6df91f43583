package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.jdbc.store.StoreLimits;

/** The same where everything is filed, spilled and looked through after each transaction. */
@OnEachDatabase
class TidiedStoreHistoryTest extends StoreHistoryTest {

  @Override
  StoreLimits limits() {
    return CheckedDatabase.TINY;
  }
}
