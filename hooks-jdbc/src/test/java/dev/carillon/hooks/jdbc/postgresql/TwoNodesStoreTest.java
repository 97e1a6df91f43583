package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.contracts.TestCipher;
import org.junit.jupiter.api.Tag;

/**
 * What holds on one node holds through two, but for these tests. They settle attempts with healths
 * that do not follow from the attempts before, so that one node stores what it is given; several go
 * by the attempts of all of them: {@link OpenElsewhereTest} shows how.
 */
@Tag("long")
class TwoNodesStoreTest extends StoreContract {

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return new TwoNodes(Server.ONE.newDatabase(), new TestCipher(), clock);
  }

  /** The first of its attempts is given as the last of a schedule. */
  @Override
  public void theWebhooksHealthIsStoredWithTheSettlement() {}

  /** It recovers, as it is given, by one success after a failure. */
  @Override
  public void failingAndRecoveringAreToldOnceEach() {}

  /** Its first failure is given as one after which it is failing. */
  @Override
  public void whatIsToldIsNoReasonToTellMoreButForDisabling() {}

  /** Its only success is given as the only attempt, after one that failed. */
  @Override
  public void aRedeliveryThatGoesWellMakesAFailedDeliveryDelivered() {}
}
