package dev.carillon.hooks.contracts;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.webhook.Webhook;

/** What those parts of the contract work with that need a store to be opened again. */
public interface SuccessionFixture extends StoreFixture {

  /**
   * The owner of the store is gone without a word, as after {@code kill -9}, and the next one opens
   * it: from now on {@link #store} is that one's.
   *
   * @return the store of the one before, that may still be asked and must refuse or change nothing
   */
  StoreUnderTest succeed();

  /** Lets the store put in order what it recorded lately, as it does in its own time. */
  default void tidy() {
    int rounds = 0;
    while (retention().tidy()) {
      if (rounds++ > 10_000) {
        throw new AssertionError("it is never in order");
      }
    }
  }

  /** How many of a webhook's deliveries are in a state, as the log counts them. */
  default Count counted(Webhook webhook, String state) {
    return store().log().count(DeliveryFilter.ALL.in(state).to(webhook.id()), 10_000);
  }
}
