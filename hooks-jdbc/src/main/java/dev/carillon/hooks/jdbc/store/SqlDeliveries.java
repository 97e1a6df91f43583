package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.delivery.Repair;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Recovery;
import dev.carillon.hooks.jdbc.Repairs;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Deliveries in a table: which transaction each method of the port is. */
public final class SqlDeliveries implements Deliveries {

  private final Database database;
  private final WebhookCache cache;
  private final DeliveryReads reads;
  private final SettlementWriter settling;
  private final Cancellation cancelling;
  private final MissedDeliveries recovering;
  private final Redelivery redelivering;
  private final Resends resending;
  private final Retention sweeping;
  private final Upkeep upkeep;
  private final int rowBytes;

  /** The deliveries of this store. */
  public SqlDeliveries(
      StoreContext context,
      Successes successes,
      OperationalEventWriter operationalEvents,
      Upkeep upkeep) {
    this.upkeep = upkeep;
    this.database = context.database();
    this.cache = context.cache();
    this.reads = new DeliveryReads(context);
    this.resending = new Resends(context);
    this.redelivering = new Redelivery(context);
    this.settling = new SettlementWriter(context, successes, resending, operationalEvents);
    this.cancelling = new Cancellation(context.database());
    this.recovering = new MissedDeliveries(context);
    this.sweeping = new Retention(context);
    this.rowBytes = context.dialect().deliveryBytes();
  }

  @Override
  public void settle(List<Settlement> settlements) {
    if (!settlements.isEmpty()) {
      settling.settle(settlements);
    }
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    return database.read(reads::earliestDue);
  }

  @Override
  public List<Due> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    var window = new DeliveryReads.Window(until, after, limit);
    return database.read(connection -> reads.due(connection, webhook, window));
  }

  @Override
  public List<Due> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    var between = new DeliveryReads.Between(afterSequence, upkeep.complete().getAsLong());
    return database.read(connection -> reads.inSequence(connection, webhook, between, limit));
  }

  @Override
  public List<Due> ofEvent(Event.Id event) {
    return database.read(connection -> reads.ofEvent(connection, event));
  }

  @Override
  public Optional<Delivery> find(Delivery.Id id) {
    return database.read(connection -> reads.find(connection, id));
  }

  @Override
  public List<Delivery> list(Webhook.Id webhook, long afterSequence, int limit) {
    return database.read(connection -> reads.list(connection, webhook, afterSequence, limit));
  }

  @Override
  public Map<String, Long> counts(Webhook.Id webhook) {
    return database.read(connection -> reads.counts(connection, webhook));
  }

  @Override
  public long missed(Webhook.Id webhook) {
    return database.read(connection -> reads.missed(connection, webhook));
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    return cancelling.pendingOf(webhook, now);
  }

  @Override
  public int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    Repairs.Past past = new Repairs.Past(since, Columns.END_OF_TIME);
    Recovery missed = recovering.prepare(webhook, past, 0, snapshots, limit);
    return database.write(missed::write);
  }

  @Override
  public Repair recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    Recovery missed = recovering.prepare(webhook, id, snapshots);
    int recovered = database.write(missed::write);
    return recovered == 1 ? Repair.DONE : Repair.ENDED;
  }

  @Override
  public Repair resend(Delivery.Id id) {
    return database.write(connection -> resending.resend(connection, id));
  }

  @Override
  public Repair retryNow(Delivery.Id id) {
    try {
      return database.write(connection -> resending.retryNow(connection, id));
    } finally {
      cache.outdated();
    }
  }

  @Override
  public Repair cancel(Delivery.Id id, Instant now) {
    return database.write(connection -> resending.cancel(connection, id, now));
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    return redelivering.redeliver(id, to, snapshots).flatMap(this::find);
  }

  @Override
  public Set<Webhook.Id> resending() {
    return database.read(resending::resending);
  }

  @Override
  public List<Due> resends(Webhook.Id webhook, int limit) {
    return database.read(connection -> resending.waiting(connection, webhook, limit));
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    return database.read(connection -> reads.dueCount(connection, webhook, until, max));
  }

  @Override
  public boolean tidy() {
    return upkeep.tidying().getAsBoolean();
  }

  @Override
  public Surplus surplus(long bytesMax) {
    return database.read(connection -> LogSize.surplus(connection, bytesMax, rowBytes));
  }

  @Override
  public boolean giveBack() {
    return upkeep.givingBack().getAsBoolean();
  }

  @Override
  public int sweep(Instant endedBefore, int limit) {
    return sweepSome(endedBefore, limit).deliveries();
  }

  @Override
  public Swept sweepSome(Instant endedBefore, int limit) {
    return database.write(connection -> sweeping.sweep(connection, endedBefore, limit));
  }

  /**
   * What a dialect has to do now and then.
   *
   * @param complete gives a sequence up to which everything that will ever be there can be read
   * @param tidying what {@link #tidy} does
   * @param givingBack what {@link #giveBack} does
   */
  public record Upkeep(
      LongSupplier complete, BooleanSupplier tidying, BooleanSupplier givingBack) {}
}
