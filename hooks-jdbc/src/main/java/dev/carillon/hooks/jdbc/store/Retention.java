package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Step ⑧: removes deliveries that ended long ago, then what only they referred to, such as events
 * and revisions of webhooks. Deliveries above the stored mark are kept: without their record they
 * would look open. Open deliveries that keep the mark low get a row first.
 *
 * <p>{@link DeliveryPurge} removes deliveries, with each the rows of its attempts ({@code
 * ATTEMPTS}); {@link EventPurge} removes events. If several nodes share the store, each purges the
 * deliveries of all nodes: both classes say why that may happen at the same time. All other steps
 * may be repeated without harm. Each node gives rows to what it has open in memory ({@link
 * LongOpenDeliveries}); one node for all files records and enters subjects ({@link ChunkFiler},
 * {@link EventSubjectIndex}).
 */
public final class Retention implements LogRetention {

  private static final String REMOVED =
      "select id, key from {webhooks} where removed_at is not null";

  private static final String REDELIVERIES_LEFT_BEHIND =
      """
      update {redeliveries} set cancelled = 1, requested_at = ?
      where cancelled = 0 and webhook in (select key from {webhooks} where removed_at is not null)
      """;
  private static final String REDELIVERIES_CANCELLED =
      "delete from {redeliveries} where cancelled = 1 and requested_at < ?";
  private static final String OLD_SECRETS =
      """
      update {webhooks} set old_secret = null, old_secret_until = null where old_secret_until <= ?
      """;

  private static final String PURGED =
      "update {journal} set purged_before = ? where purged_before < ?";

  /** Rows are changed one by one, which takes longer than to remove blocks. */
  private static final int ROWS_MAX = 500;

  private static final Duration ON_THE_WIRE_MAX = Duration.ofHours(1);

  private final StoreContext context;
  private final DeliveryPurge purge;
  private final EventPurge events;
  private final LongOpenDeliveries longOpen;
  private final ChunkFiler filer;
  private final EventSubjectIndex subjects;
  private final RevisionRetention revisions;
  private final SubscriptionRetention subscriptions;
  private final Partitions partitions;
  private final BooleanSupplier givingBack;
  private final GroupedEventPurge grouped = new GroupedEventPurge();

  /** Events that were recorded before go, as far as no delivery needs them, step by step. */
  private long eventsBefore = Long.MIN_VALUE;

  /**
   * The retention of this store.
   *
   * @param subjects what events are found by
   * @param partitions the ranges that its tables are divided into
   * @param givingBack what {@link #giveBack} does
   */
  public Retention(
      StoreContext context,
      EventSubjectIndex subjects,
      Partitions partitions,
      BooleanSupplier givingBack) {
    this.partitions = partitions;
    this.subjects = subjects;
    this.context = context;
    this.longOpen = new LongOpenDeliveries(context);
    this.purge = new DeliveryPurge(context, longOpen);
    this.events = new EventPurge(context);
    this.filer = new ChunkFiler(context);
    this.revisions = new RevisionRetention(context);
    this.subscriptions = new SubscriptionRetention(revisions);
    this.givingBack = givingBack;
  }

  @Override
  public Purged purge(Instant endedBefore, int limit) {
    long before = Columns.micros(endedBefore);
    Step step = context.database().write(connection -> purge(connection, before, limit));
    boolean dropped = partitions.drop(step.clear(), before);
    return new Purged(step.purged().deliveries(), step.purged().more() || dropped);
  }

  private Step purge(Connection connection, long endedBefore, int limit) throws SQLException {
    OpenChanges changes = context.changesCaughtUp(connection);
    if (!context.node().stillOwner(connection)) {
      return new Step(new Purged(0, false), 0); // the node that has taken over purges
    }
    Instant now = context.engineNow();
    Sql.update(connection, REDELIVERIES_LEFT_BEHIND, Columns.micros(now));
    Sql.update(connection, REDELIVERIES_CANCELLED, Columns.micros(now.minus(ON_THE_WIRE_MAX)));
    Sql.update(connection, PURGED, endedBefore, endedBefore);
    LateEnds.purge(connection, endedBefore);
    boolean more = cancelLeftBehind(connection, changes, Math.min(limit, ROWS_MAX));
    more |= UnreadEvents.giveUp(context, connection, endedBefore, Math.min(limit, ROWS_MAX));
    // what is needed by records that seem to end in the future is found row by row
    boolean ahead = events.isAhead(connection, Columns.micros(now));
    long rowsBelow = ahead ? Long.MAX_VALUE : partitions.rowsBelow(connection);
    DeliveryPurge.Purged purged = purge.step(connection, endedBefore, limit, rowsBelow);
    more |= purged.more();
    EventPurge.Clear clear = events.clear(connection, changes);
    // those of deliveries that an earlier call removed may be more than went with them
    eventsBefore = Math.max(eventsBefore, endedBefore);
    more |= events.step(connection, clear.below(rowsBelow), eventsBefore, purged.eventsOfRows());
    Sql.update(connection, OLD_SECRETS, Columns.micros(now.minus(WebhookRow.OVERLAP_SURELY_OVER)));
    more |= revisions.step(connection);
    more |= subscriptions.step(connection);
    revisions.forget(connection, endedBefore);
    more |= grouped.step(context.dialect(), connection);
    return new Step(new Purged(purged.deliveries(), more), clear.ahead() ? 0 : clear.upTo());
  }

  /**
   * Cancels what a removal that a crash cut short has left, or that overtook it; whether more may
   * be left.
   */
  private boolean cancelLeftBehind(Connection connection, OpenChanges changes, int limit)
      throws SQLException {
    boolean more = false;
    Cancellation cancelling = new Cancellation(context);
    Instant now = context.engineNow();
    List<Long> removed = Sql.list(connection, REMOVED, row -> row.getLong("key"));
    for (long webhook : removed) {
      more |= cancelling.some(connection, webhook, changes.floor(), limit, now) >= limit;
    }
    return more;
  }

  @Override
  public Surplus surplus(long bytesMax) {
    long now = Columns.micros(context.engineNow());
    return context
        .database()
        .read(connection -> LogSize.surplus(context.dialect(), connection, now, bytesMax));
  }

  @Override
  public boolean tidy() {
    boolean gaveRows = longOpen.step();
    boolean filed = filer.step();
    boolean entered = subjects.step();
    partitions.extend(); // last: whatever it fails of keeps nothing else waiting
    return entered || filed || gaveRows;
  }

  @Override
  public boolean giveBack() {
    return givingBack.getAsBoolean();
  }

  /**
   * What a transaction did.
   *
   * @param clear up to this number, events have nothing open and no records; 0: not known
   */
  private record Step(Purged purged, long clear) {}
}
