package dev.carillon.hooks.contracts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract that every store passes. A store's test extends this class and opens an empty store;
 * webhooks with a {@link SubjectFilter} must come back with an equal one.
 */
public abstract class StoreContract
    implements OutboxContract,
        WebhooksContract,
        DueDeliveriesContract,
        SettlementsContract,
        HoldsContract,
        OperationalEventsContract,
        TraceContract,
        RecoveryContract,
        LogContract,
        JournalContract,
        RedeliveryContract,
        RevisionsContract,
        PastWebhooksContract,
        FormatsContract,
        RedeliveryToAnotherContract,
        RetentionContract,
        ConsumersContract {

  private final ManualClock clock = new ManualClock();
  private StoreUnderTest store;

  /** An empty store that goes by this clock. */
  protected abstract StoreUnderTest open(ManualClock clock);

  @BeforeEach
  final void openStore() {
    store = open(clock);
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Override
  public final StoreUnderTest store() {
    return store;
  }

  @Override
  public final ManualClock clock() {
    return clock;
  }
}
