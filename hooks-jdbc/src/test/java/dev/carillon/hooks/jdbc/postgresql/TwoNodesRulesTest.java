package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreRulesContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.TestCipher;
import org.junit.jupiter.api.Tag;

/** The rules over several operations, and over take-overs by two other nodes. */
@Tag("long")
class TwoNodesRulesTest extends StoreRulesContract {

  private final TestCipher cipher = new TestCipher();
  private final String database = Server.ONE.newDatabase();

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return new TwoNodes(database, cipher, clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    ((TwoNodes) before).release();
    return new TwoNodes(database, cipher, clock);
  }
}
