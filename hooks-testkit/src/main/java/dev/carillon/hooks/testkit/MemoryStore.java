package dev.carillon.hooks.testkit;

import dev.carillon.hooks.HooksStore;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.testkit.MemoryTables.Row;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A store that keeps everything in memory and passes the {@link StoreContract}. For tests: nothing
 * survives the process.
 */
public final class MemoryStore {

  private static final Payload NOTHING = Payload.of("");

  private final MemoryTables tables = new MemoryTables();
  private final InstantSource clock;

  /**
   * An empty store.
   *
   * @param clock the engine's
   */
  public MemoryStore(InstantSource clock) {
    this.clock = clock;
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
      FanOut fanOut = FanOut.of(event, tables.set);
      Instant now = clock.instant();
      tables.events.put(tables.nextSequence(), event);
      List<Due> due = new ArrayList<>();
      for (FanOut.Match match : fanOut.matches()) {
        Row row = row(fanOut, match, now);
        tables.rows.put(row.delivery.sequence(), row);
        if (row.pending()) {
          due.add(row.due());
        }
      }
      return new Receipt(event.id(), due, fanOut.matches().size() - due.size(), true);
    }
  }

  private Row row(FanOut fanOut, FanOut.Match match, Instant now) {
    Event event = fanOut.event();
    DeliveryState state =
        match.missed() ? new DeliveryState.Missed(now) : new DeliveryState.Pending(now);
    return new Row(
        event,
        new Delivery(
            Delivery.Id.random(),
            tables.nextSequence(),
            match.webhook(),
            event.id(),
            event.type(),
            event.subject(),
            0,
            state,
            now),
        match.missed() ? NOTHING : fanOut.payloads().get(match.payload()));
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
