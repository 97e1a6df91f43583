package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DueDeliveries.Collected;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.webhook.EventMerger;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ends the wait of events that are held: makes batches, sends single events where a webhook no
 * longer has a {@link dev.carillon.hooks.webhook.Grouping}, and lets events be missed or cancelled
 * where it was disabled or removed meanwhile.
 *
 * <p>Rows are the truth: what is held is in {@code held_events} until the transaction that makes
 * its delivery. So a crash loses and repeats nothing, and another node that sends to the webhook
 * goes on. What to send is read and put together before the writer's turn; a transaction that finds
 * one of the rows taken by another node is undone.
 */
public final class GroupCollector {

  private static final Logger LOG = System.getLogger(GroupCollector.class.getName());

  /** How long a webhook waits that has failed: twice as long after each further failure. */
  private static final Duration PAUSE_LEAST = Duration.ofSeconds(1);

  private static final Duration PAUSE_MOST = Duration.ofMinutes(1);

  /** So often it is looked for rows of webhooks that have no grouping any more. */
  private static final Duration ALL_EVERY = Duration.ofSeconds(5);

  /** So many transactions for one webhook, then it is the next one's turn. */
  private static final int TURNS = 16;

  /** So many rows for each transaction that ends events one by one. */
  static final int ROWS = 500;

  private static final String NEXT_WEBHOOK =
      "select webhook from {held_events} where webhook > ? order by webhook limit 1";
  private static final String FIRST =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? order by h.event limit ?";

  /** Held events that are ready and not merged into others. */
  private static final String READY =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? and h.ready_at is not null"
          + " and h.merged_into is null order by h.event limit ?";

  private static final String DEBOUNCED =
      "select 1 from {held_events} where webhook = ? and ready_at is null order by subject limit 1";
  private static final String RELEASE =
      "update {held_events} set ready_at = held_at where webhook = ? and ready_at is null";

  private static final String STATE =
      "select 1 from {webhooks} where key = ? and removed_at is null and disabled_at is null";
  private static final String THERE =
      "select 1 from {webhooks} where key = ? and removed_at is null";

  private final StoreContext context;
  private final BatchMaker batches;
  private final Debouncer debouncer;
  private final HeldOrder order;

  /** Webhooks whose events could not be sent, by their numbers. */
  private final Map<Long, Failing> failing = new HashMap<>();

  private Instant allAt = Instant.MIN;
  private StoredSet known = StoredSet.NONE;

  /** Whether a webhook of the set holds events: looked at once for each set. */
  private boolean grouping;

  /**
   * One for a store.
   *
   * @param outbox records batches
   * @param merger makes one event of those that are debounced
   */
  public GroupCollector(StoreContext context, SqlOutbox outbox, EventMerger merger) {
    this.context = context;
    this.order = new HeldOrder(context);
    this.debouncer = new Debouncer(context, merger);
    this.batches = new BatchMaker(context, outbox);
  }

  /** Ends what is due now; an interrupt ends it after the transaction under way. */
  @SuppressWarnings("ReferenceEquality") // a set is replaced as a whole
  synchronized Collected collect() {
    StoredSet held = context.cache().held();
    if (held != known) {
      known = held;
      grouping = held.webhooks().webhooks().stream().anyMatch(one -> one.grouping().any());
    }
    Instant now = context.engineNow();
    boolean all = !now.isBefore(allAt);
    if (!grouping && !all) {
      return Collected.NOTHING;
    }
    allAt = all ? now.plus(ALL_EVERY) : allAt;
    StoredSet set = context.cache().current();
    Made made = new Made();
    List<Long> keys = held();
    failing.keySet().retainAll(keys);
    for (long key : keys) {
      Optional<Webhook> webhook = webhook(set, key);
      if ((webhook.isEmpty() || context.node().others().sends(webhook.get())) && !waits(key, now)) {
        made.more |= collect(key, webhook, made);
      }
    }
    return new Collected(made.receipts, made.due, made.more);
  }

  private static Optional<Webhook> webhook(StoredSet set, long key) {
    return set.keys().entrySet().stream()
        .filter(one -> one.getValue() == key)
        .findFirst()
        .map(one -> set.byId().get(one.getKey()));
  }

  /** The webhooks for which something is held, by their numbers. */
  private List<Long> held() {
    return context
        .database()
        .read(
            connection -> {
              List<Long> found = new ArrayList<>();
              Optional<Long> next = Sql.first(connection, NEXT_WEBHOOK, Sql.NUMBER, -1L);
              while (next.isPresent()) {
                found.add(next.get());
                next = Sql.first(connection, NEXT_WEBHOOK, Sql.NUMBER, next.get());
              }
              return found;
            });
  }

  private boolean waits(long key, Instant now) {
    Failing last = failing.get(key);
    return last != null && now.isBefore(last.until());
  }

  /** Whether there is more to do for this webhook at once. One that fails stops no other. */
  private boolean collect(long key, Optional<Webhook> webhook, Made made) {
    try {
      for (int turn = 0; turn < TURNS && !Thread.currentThread().isInterrupted(); turn++) {
        boolean did = step(key, webhook, made);
        failing.remove(key);
        if (!did) {
          return false;
        }
      }
      return true;
    } catch (TakenMeanwhile other) {
      return false;
    } catch (RuntimeException failure) {
      failed(key, webhook, failure);
      return false;
    }
  }

  /** Leaves out this webhook for a while, unless the store does not work for any. */
  private void failed(long key, Optional<Webhook> webhook, RuntimeException failure) {
    boolean lost =
        failure instanceof HooksException known && known.code() == HooksException.Code.STORE_LOCKED;
    if (lost || Thread.currentThread().isInterrupted()) {
      throw failure;
    }
    held(); // throws where nothing can be read
    Failing last = failing.get(key);
    Duration pause = last == null ? PAUSE_LEAST : last.pause().multipliedBy(2);
    pause = pause.compareTo(PAUSE_MOST) > 0 ? PAUSE_MOST : pause;
    failing.put(key, new Failing(context.engineNow().plus(pause), pause));
    LOG.log(
        Level.WARNING,
        "Events that are held for webhook "
            + webhook.map(one -> one.id().value()).orElse("number " + key)
            + " were not sent. Carillon looks at them again in "
            + pause.toSeconds()
            + " s.",
        failure);
  }

  private boolean step(long key, Optional<Webhook> webhook, Made made) {
    if (webhook.isEmpty() || !webhook.get().enabled()) {
      return endWithout(key, webhook.isPresent());
    }
    Webhook to = webhook.get();
    boolean quiet = to.grouping().debounces() ? debouncer.next(key, to) : release(key);
    if (to.grouping().batches()) {
      Optional<Receipt> receipt = batches.next(key, to);
      receipt.ifPresent(made.receipts::add);
      return receipt.isPresent() || quiet;
    }
    boolean sent = sendSingly(key, to);
    if (sent) {
      made.due.add(to.id());
    }
    return sent || quiet;
  }

  /** Events of a webhook that was disabled are missed, those of one that was removed cancelled. */
  private boolean endWithout(long key, boolean missed) {
    return context
        .database()
        .write(
            connection -> {
              List<HeldEvent> held = first(connection, key);
              if (held.isEmpty() || present(connection, key, missed)) {
                return false;
              }
              context.changes(connection);
              long now = Columns.micros(context.engineNow());
              List<DeliveryRows.NewRow> rows = new ArrayList<>();
              for (HeldEvent one : held) {
                rows.add(
                    missed
                        ? DeliveryRows.NewRow.missed(one.sequence(), one.event(), key, now)
                        : DeliveryRows.NewRow.cancelled(
                            one.delivery(), one.payload(), context.engineNow()));
              }
              take(connection, held);
              DeliveryRows.insert(connection, context.ownerStill(connection), late(rows, held));
              return true;
            });
  }

  /**
   * Whether the webhook can get its held events after all: memory said that it is disabled or
   * removed, but the database says that it is enabled, or still there.
   */
  private static boolean present(Connection connection, long key, boolean missed)
      throws SQLException {
    return Sql.any(connection, missed ? STATE : THERE, key);
  }

  private static List<DeliveryRows.NewRow> late(
      List<DeliveryRows.NewRow> rows, List<HeldEvent> held) {
    List<DeliveryRows.NewRow> marked = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      marked.add(held.get(i).late() ? rows.get(i).asLate() : rows.get(i));
    }
    return marked;
  }

  /** Makes debounced events ready if the webhook has no quiet time any more. */
  private boolean release(long key) {
    return context.database().read(connection -> Sql.any(connection, DEBOUNCED, key))
        && context.database().write(connection -> Sql.update(connection, RELEASE, key)) > 0;
  }

  private boolean sendSingly(long key, Webhook webhook) {
    boolean ordered = HeldOrder.isOrdered(webhook);
    if (!context.database().read(connection -> Sql.any(connection, READY, key, 1))
        || (ordered && order.isBatchFirst(key))) {
      return false;
    }
    return context.database().write(connection -> sendSingly(connection, key, webhook, ordered));
  }

  private boolean sendSingly(Connection connection, long key, Webhook webhook, boolean ordered)
      throws SQLException {
    List<HeldEvent> ready = Sql.list(connection, READY, HeldEvent::read, key, ROWS);
    if (ready.isEmpty() || !Sql.any(connection, STATE, key)) {
      return false;
    }
    OpenChanges changes = context.changes(connection);
    if (ordered && order.isBatchFirst(connection, key, changes.oldest(key, changes.floor(), 1))) {
      return false;
    }
    take(connection, ready);
    List<GroupedEvent> grouped = new ArrayList<>();
    for (HeldEvent one : ready) {
      grouped.addAll(HeldRows.takeMerged(connection, one));
    }
    GroupedEvent.insert(connection, grouped);
    new HeldRows(context).send(connection, webhook, ready);
    return true;
  }

  private static List<HeldEvent> first(Connection connection, long key) throws SQLException {
    return Sql.list(connection, FIRST, HeldEvent::read, key, ROWS);
  }

  /**
   * Takes events out of what is held.
   *
   * @throws TakenMeanwhile if another node has taken one of them: then all of it is undone
   */
  static void take(Connection connection, List<HeldEvent> held) throws SQLException {
    if (!HeldEvent.delete(connection, held)) {
      throw new TakenMeanwhile();
    }
  }

  /**
   * A webhook whose events could not be sent.
   *
   * @param until when it is tried again
   * @param pause how long that is after it failed
   */
  private record Failing(Instant until, Duration pause) {}

  /** The deliveries that became due. */
  private static final class Made {
    private final List<Receipt> receipts = new ArrayList<>();
    private final Set<Webhook.Id> due = new HashSet<>();
    private boolean more;
  }

  /** Another node was quicker. */
  static final class TakenMeanwhile extends RuntimeException {
    private static final long serialVersionUID = 1;

    TakenMeanwhile() {
      super("another node has taken what was held", null, false, false);
    }
  }
}
