package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DueDeliveries.Collected;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.EventMerger;
import dev.carillon.hooks.webhook.Webhook;
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

  /** Those that are sent: others may have been merged into them. */
  private static final String READY =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? and h.ready_at is not null"
          + " and h.merged_into is null order by h.event limit ?";

  private static final String DEBOUNCED =
      "select 1 from {held_events} where webhook = ? and ready_at is null limit 1";
  private static final String RELEASE =
      "update {held_events} set ready_at = held_at where webhook = ? and ready_at is null";

  private static final String STATE =
      "select 1 from {webhooks} where key = ? and removed_at is null and disabled_at is null";
  private static final String THERE =
      "select 1 from {webhooks} where key = ? and removed_at is null";

  private final StoreContext context;
  private final BatchMaker batches;
  private final Debouncer debouncer;
  private Instant allAt = Instant.MIN;

  /**
   * One for a store.
   *
   * @param outbox records batches
   * @param merger makes one event of those that are debounced
   */
  public GroupCollector(StoreContext context, SqlOutbox outbox, EventMerger merger) {
    this.context = context;
    this.debouncer = new Debouncer(context, merger);
    this.batches = new BatchMaker(context, outbox);
  }

  /** Ends what is due now. */
  synchronized Collected collect() {
    StoredSet set = context.cache().held();
    Map<Long, Webhook> grouping = new HashMap<>();
    for (Webhook webhook : set.webhooks().webhooks()) {
      if (webhook.grouping().any()) {
        grouping.put(set.key(webhook.id()), webhook);
      }
    }
    Instant now = context.engineNow();
    boolean all = !now.isBefore(allAt);
    if (grouping.isEmpty() && !all) {
      return Collected.NOTHING;
    }
    allAt = all ? now.plus(ALL_EVERY) : allAt;
    Made made = new Made();
    for (long key : held()) {
      Optional<Webhook> webhook = webhook(set, key);
      if (webhook.isEmpty() || context.node().others().sends(webhook.get())) {
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

  /** Whether there is more to do for this webhook at once. */
  private boolean collect(long key, Optional<Webhook> webhook, Made made) {
    for (int turn = 0; turn < TURNS; turn++) {
      boolean did;
      try {
        did = step(key, webhook, made);
      } catch (TakenMeanwhile other) {
        return false;
      }
      if (!did) {
        return false;
      }
    }
    return true;
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

  /** Whether it was enabled meanwhile; or, if it was removed, whether it is there all the same. */
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

  /** What is debounced is ready at once where the webhook has no quiet time any more. */
  private boolean release(long key) {
    return context.database().read(connection -> Sql.any(connection, DEBOUNCED, key))
        && context.database().write(connection -> Sql.update(connection, RELEASE, key)) > 0;
  }

  private boolean sendSingly(long key, Webhook webhook) {
    return context
        .database()
        .write(
            connection -> {
              List<HeldEvent> ready = Sql.list(connection, READY, HeldEvent::read, key, ROWS);
              if (ready.isEmpty() || !Sql.any(connection, STATE, key)) {
                return false;
              }
              context.changes(connection);
              take(connection, ready);
              List<GroupedEvent> grouped = new ArrayList<>();
              for (HeldEvent one : ready) {
                grouped.addAll(HeldRows.takeMerged(connection, one));
              }
              GroupedEvent.insert(connection, grouped);
              new HeldRows(context).send(connection, webhook, ready);
              return true;
            });
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

  /** What became due. */
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
