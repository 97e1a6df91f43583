package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.jdbc.store.StoreLimits;

/** The same where everything is filed, spilled and looked through after each transaction. */
@OnEachDatabase
class TidiedStoreRulesTest extends StoreRulesTest {

  @Override
  StoreLimits limits() {
    return CheckedDatabase.TINY;
  }
}
