package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the order of a webhook's events after a change of its {@link Grouping}: what is recorded
 * from then on is not sent before what is still held, nor while a batch is pending that has earlier
 * events.
 *
 * <p>It is enough to ask for the oldest pending delivery: with an order, a batch is made only when
 * nothing is pending, and what follows waits for it.
 */
final class HeldOrder {

  private static final String FIRST_HELD =
      "select event from {held_events} where webhook = ? order by event limit 1";
  private static final String FIRST_READY =
      """
      select event from {held_events}
      where webhook = ? and ready_at is not null and merged_into is null
      order by event limit 1
      """;
  private static final String IS_BATCH = "select 1 from {events} where sequence = ? and type = ?";

  private final StoreContext context;
  private final String oldest;

  HeldOrder(StoreContext context) {
    this.context = context;
    this.oldest =
        "select o.sequence, o.event from {deliveries} o where "
            + context.dialect().between("o", StateCodes.PENDING, "?", "?", "?")
            + " order by "
            + context.dialect().ofWebhookOrder("o", false)
            + " limit 1";
  }

  /** Whether a webhook has an order that is to be kept. */
  static boolean isOrdered(Webhook webhook) {
    return webhook.limits().ordering() != Ordering.NONE;
  }

  /** Whether a batch is the oldest that is pending. */
  boolean isBatchFirst(long key) {
    List<OpenDelivery> open = open(key);
    return context.database().read(connection -> isBatchFirst(connection, key, open));
  }

  /**
   * The same in a transaction.
   *
   * @param open the oldest that is open, if any
   */
  boolean isBatchFirst(Connection connection, long key, List<OpenDelivery> open)
      throws SQLException {
    return firstBatch(connection, key, open) < Long.MAX_VALUE;
  }

  private List<OpenDelivery> open(long key) {
    return context.read(now -> now.set(key).after(-1, Long.MAX_VALUE, 1));
  }

  /** The number of the oldest pending delivery if it is a batch; the greatest number if not. */
  private long firstBatch(Connection connection, long key, List<OpenDelivery> open)
      throws SQLException {
    Optional<Pending> row =
        Sql.first(
            connection,
            oldest,
            one -> new Pending(one.getLong(1), one.getLong(2)),
            key,
            -1L,
            key,
            Long.MAX_VALUE);
    Pending first = row.orElse(Pending.NOTHING);
    if (!open.isEmpty() && open.getFirst().sequence() < first.sequence()) {
      first = new Pending(open.getFirst().sequence(), open.getFirst().event());
    }
    return Sql.any(connection, IS_BATCH, first.event(), EventType.BATCH.name())
        ? first.sequence()
        : Long.MAX_VALUE;
  }

  /**
   * The limits within which deliveries may be sent, for a page that is read afterwards.
   *
   * @param afterSequence the page begins behind it
   */
  Bounds bounds(Webhook.Id webhook, long key, long afterSequence) {
    List<OpenDelivery> open = open(key);
    Bounds first =
        context
            .database()
            .read(
                connection ->
                    new Bounds(
                        firstBatch(connection, key, open) <= afterSequence,
                        Sql.first(connection, FIRST_HELD, Sql.NUMBER, key).orElse(Long.MAX_VALUE)));
    if (first.heldFrom() == Long.MAX_VALUE) {
      return first;
    }
    Webhook now = context.cache().current().byId().get(webhook);
    Grouping grouping = now == null ? Grouping.NONE : now.grouping();
    if (grouping.batches()) {
      return first.upTo(Long.MAX_VALUE); // all that follows is held, too
    }
    return grouping.debounces()
        ? first.upTo(
            context
                .database()
                .read(connection -> Sql.first(connection, FIRST_READY, Sql.NUMBER, key))
                .orElse(Long.MAX_VALUE))
        : first;
  }

  /**
   * Where a page ends.
   *
   * @param behindBatch whether a batch is pending that comes before it
   * @param heldFrom the number of the first event that is held and goes before what was recorded
   *     later
   */
  record Bounds(boolean behindBatch, long heldFrom) {

    /** Nothing is held. */
    static final Bounds NONE = new Bounds(false, Long.MAX_VALUE);

    private Bounds upTo(long event) {
      return new Bounds(behindBatch, event);
    }

    /** The deliveries before the end; a batch goes before what is held, whatever its number. */
    List<DueDelivery> of(List<DueDelivery> page) {
      List<DueDelivery> before = new ArrayList<>();
      boolean batch = behindBatch;
      for (DueDelivery one : page) {
        boolean isBatch = one.delivery().type().equals(EventType.BATCH);
        batch |= isBatch;
        if (!isBatch && (batch || one.delivery().sequence() > heldFrom)) {
          break;
        }
        before.add(one);
      }
      return before;
    }
  }

  /** A delivery that is pending, and its event's number. */
  private record Pending(long sequence, long event) {
    private static final Pending NOTHING = new Pending(Long.MAX_VALUE, -1);
  }
}
