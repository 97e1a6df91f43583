package dev.carillon.bench.embedded;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.network.DnsResolver;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The core, running on a store, with some webhooks, as an embedder has it. */
public final class Embedded implements AutoCloseable {

  private static final AddressGuard GUARD = new AddressGuard(AddressGuard.LOOPBACK, Set.of());

  private static final int COUNT_MAX = 1_000_000_000;

  private final OpenedStore store;
  private final HooksEngine hooks;

  private Embedded(OpenedStore store, HooksEngine hooks) {
    this.store = store;
    this.hooks = hooks;
  }

  /** Starts it with the rules that hold by default. */
  public static Embedded start(OpenedStore store, List<Webhook> webhooks, HooksListener listener) {
    return start(store, webhooks, DeliveryPolicy.DEFAULT, listener);
  }

  /** Starts it with these rules. */
  public static Embedded start(
      OpenedStore store, List<Webhook> webhooks, DeliveryPolicy policy, HooksListener listener) {
    webhooks.forEach(store.store().webhooks()::add);
    return new Embedded(
        store,
        HooksEngine.start(
            new HooksConfig(
                store.store().ports(),
                new HttpSender(new DnsResolver(), () -> GUARD),
                new HooksConfig.Clocks(Clock.systemUTC(), store.clock()),
                policy,
                Duration.ofDays(30),
                "Carillon/0.0.0",
                listener)));
  }

  /** Records the event, durably, and hands its deliveries over. */
  public Receipt append(Event event) {
    FanOut fanOut = store.store().outbox().fanOut(event);
    Receipt receipt =
        store.database().write(connection -> store.store().outbox().append(connection, fanOut));
    hooks.committed(receipt);
    return receipt;
  }

  /**
   * Asks the store itself what became of everything.
   *
   * @throws IOException if not exactly so many deliveries are there, all of them delivered
   */
  public void checkDelivered(long expected) throws IOException {
    long all = count(DeliveryFilter.ALL);
    long delivered = count(DeliveryFilter.ALL.in("delivered"));
    if (all != delivered) {
      throw new IOException("the store says " + (all - delivered) + " were not delivered");
    }
    if (delivered != expected) {
      throw new IOException("the store says " + delivered + " were delivered, not " + expected);
    }
  }

  private long count(DeliveryFilter filter) {
    return store.store().log().count(filter, COUNT_MAX).count();
  }

  @Override
  public void close() {
    hooks.close();
  }
}
