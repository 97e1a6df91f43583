package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreRulesContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.contracts.TestCipher;
import org.junit.jupiter.api.Tag;

/**
 * The rules over several operations, and over take-overs by two other nodes, but for these tests.
 * Of an ordered webhook no node hands over what it records: its deliveries have rows, which the one
 * node reads that sends them ({@link WholeWebhooksTest}); so receipts name none.
 */
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
    before.ports().lease().release();
    return new TwoNodes(database, cipher, clock);
  }

  /** Receipts name no delivery of an ordered webhook. */
  @Override
  public void aHeadThatFailsStaysBeforeAllThatWasRecordedAfterIt() {}

  /** Receipts name no delivery of an ordered webhook. */
  @Override
  public void aChangeOfTheOrderAmidNeitherLosesNorRepeatsADelivery() {}

  /** Receipts name no delivery of an ordered webhook. */
  @Override
  public void whatEndsOutOfTurnLeavesTheOrderOfTheRestAsItWas() {}

  /** Receipts name no delivery of an ordered webhook. */
  @Override
  public void anOrderedBacklogReadInPagesIsWholeWhileItsHeadIsRetried() {}

  /** Receipts name no delivery of an ordered webhook. */
  @Override
  public void whatAnOrderedWebhookMissedComesInItsOldPlaceOnceItIsRecovered() {}

  /** One of several nodes that was taken over enters anew, and goes on. */
  @Override
  public void theOneBeforeCanNeitherRecordNorAskForARedelivery() {}
}
