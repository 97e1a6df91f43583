package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.TestCipher;
import org.junit.jupiter.api.Tag;

/** What holds on one node holds through two. */
@Tag("long")
class TwoNodesStoreTest extends StoreContract {

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return new TwoNodes(Server.ONE.newDatabase(), new TestCipher(), clock);
  }
}
