package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A store that keeps everything in memory and passes the {@link StoreContract}. For tests: nothing
 * survives the process.
 */
public final class MemoryStore {

  private final MemoryTables tables;
  private final InstantSource clock;

  /**
   * An empty store.
   *
   * @param clock the engine's
   */
  public MemoryStore(InstantSource clock) {
    this(clock, OperationalEventSource.NONE);
  }

  /** An empty store that tells what becomes of its webhooks. */
  public MemoryStore(InstantSource clock, OperationalEventSource announcer) {
    this.clock = clock;
    this.tables = new MemoryTables(announcer, clock);
  }

  /** All ports of this store. */
  public HooksStore ports() {
    return new HooksStore(webhooks(), deliveries(), attempts(), lease());
  }

  /** Who wants to hear. */
  public Webhooks webhooks() {
    return new MemoryWebhooks(tables, clock);
  }

  /** What is owed to whom. */
  public Deliveries deliveries() {
    return new MemoryDeliveries(tables, clock);
  }

  /** What was tried. */
  public AttemptLog attempts() {
    return this::attemptsOf;
  }

  /** Reads deliveries for people. */
  public DeliveryLog log() {
    return new MemoryLog(tables);
  }

  /** Reads events one after the other. */
  public Journal journal() {
    return new MemoryJournal(tables);
  }

  /** A lease that never ends. */
  public Lease lease() {
    return new EndlessLease();
  }

  /** Records an event and its deliveries, as an outbox does. */
  public Receipt record(Event event) {
    synchronized (tables) {
      return tables.record(FanOut.of(event, tables.set));
    }
  }

  private List<Attempt> attemptsOf(Delivery.Id id) {
    synchronized (tables) {
      return tables.rows.values().stream()
          .filter(row -> row.delivery.id().equals(id))
          .findFirst()
          .map(row -> List.copyOf(row.attempts))
          .orElse(List.of());
    }
  }

  private static final class EndlessLease implements Lease {

    @Override
    public Duration renewEvery() {
      return Duration.ofHours(1);
    }

    @Override
    public boolean renew() {
      return true;
    }

    @Override
    public void release() {}
  }
}
