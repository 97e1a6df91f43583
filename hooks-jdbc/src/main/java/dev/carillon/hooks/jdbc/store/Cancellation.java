package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cancels what is pending for a webhook, however much it is, without keeping other writers out for
 * long: in steps of a bounded size, up to the newest delivery at the time of the call. Where
 * several nodes share the store, that of all of them: rows, what this node has open, and what
 * others have, to which it {@linkplain GivenRows gives rows}.
 */
record Cancellation(StoreContext context) {

  private static final int STEP = 1_000;

  private static final String REDELIVERIES =
      """
      update {redeliveries} set cancelled = 1, requested_at = ?
      where webhook = (select key from {webhooks} where id = ?) and cancelled = 0
      """;

  /** Checks each row's state again: another node may be settling it, and then it has ended. */
  private static final String CANCEL =
      """
      update {deliveries} set state = 3, due_at = null, ended_at = ?
      where state = 0 and sequence in (
        select d.sequence from {deliveries} d
        where d.webhook = ? and d.state = 0 and d.sequence <= ?
        order by d.due_at limit ?)
      """;

  /** Ends the leases of cancelled deliveries, so that their subjects can be read again at once. */
  private static final String END_LEASES =
      """
      update {leases} set until = ?
      where webhook = ? and until > ? and exists (
        select 1 from {deliveries} d where d.sequence = {leases}.delivery and d.state = 3)
      """;

  /** Cancels it, redeliveries that wait too; how many pending ones there were. */
  long pendingOf(Webhook.Id webhook, Instant now) {
    // in the writer: whatever was recorded here before is known by then
    long newest =
        context
            .database()
            .write(
                connection -> {
                  // their deliveries have ended and stay as they are; from now on it is counted
                  // how long one may still be on the wire
                  Sql.update(connection, REDELIVERIES, Columns.micros(now), webhook.value());
                  context.node().others().cancelled(connection, webhook);
                  return Math.max(context.numbers().given(), context.numbers().last(connection));
                });
    // what fails meanwhile has a row by the next step
    long cancelled = context.dialect().shared() ? openElsewhere(webhook, newest, now) : 0;
    int step;
    do {
      step =
          context
              .database()
              .<Integer>write(
                  connection -> {
                    long key = WebhookCache.key(connection, webhook);
                    context.node().others().cancelled(connection, webhook);
                    int some = some(connection, key, newest, STEP, now);
                    if (some == 0) {
                      Sql.update(connection, END_LEASES, micros(), key, micros());
                    }
                    return some;
                  });
      cancelled += step;
    } while (step > 0);
    return cancelled;
  }

  private long micros() {
    return Columns.micros(context.engineNow());
  }

  /** Cancels what others have open. */
  private long openElsewhere(Webhook.Id webhook, long newest, Instant now) {
    Map<Long, List<OpenDelivery>> found =
        context.database().read(connection -> openElsewhere(connection, webhook, newest));
    long cancelled = 0;
    for (Map.Entry<Long, List<OpenDelivery>> one : found.entrySet()) {
      List<OpenDelivery> open = one.getValue();
      for (int from = 0; from < open.size(); from += STEP) {
        List<OpenDelivery> some = open.subList(from, Math.min(open.size(), from + STEP));
        cancelled +=
            context
                .database()
                .<Integer>write(
                    LockOrder.OTHER_NODES,
                    connection -> {
                      context.node().others().cancelled(connection, webhook);
                      return cancel(connection, one.getKey(), some, now);
                    });
      }
    }
    return cancelled;
  }

  private Map<Long, List<OpenDelivery>> openElsewhere(
      Connection connection, Webhook.Id webhook, long newest) throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
    long key = WebhookCache.key(connection, webhook);
    Map<Long, List<OpenDelivery>> found = new TreeMap<>();
    for (Map.Entry<Long, Long> mark : reader.marks().entrySet()) {
      if (mark.getKey() != context.owner()) {
        Map<Long, OpenSet> sets =
            OpenRecovery.between(
                context.dialect(), connection, Map.ofEntries(mark), -1, newest + 1);
        OpenSet open = sets.getOrDefault(key, new OpenSet(key));
        found.put(mark.getKey(), open.after(-1, newest + 1, open.size()));
      }
    }
    return found;
  }

  /** Cancels those of these deliveries that their owner still has open. */
  private int cancel(Connection connection, long owner, List<OpenDelivery> some, Instant now)
      throws SQLException {
    GivenRows.lock(connection, owner);
    List<OpenDelivery> still = new ArrayList<>();
    for (StoredDelivery one : DeliveryReader.within(context, connection).opened(some)) {
      if (one.place() instanceof StoredDelivery.InEvent) {
        still.add(one.asOpen());
      }
    }
    List<DeliveryRows.NewRow> rows =
        DeliveryRows.rows(
            connection,
            context.dialect(),
            still,
            (one, payload) -> DeliveryRows.NewRow.cancelled(one, payload, now));
    return new GivenRows(context).give(connection, owner, rows);
  }

  /** Cancels up to so many that are open and so many that have rows, up to a number; how many. */
  int some(Connection connection, long webhook, long newest, int max, Instant now)
      throws SQLException {
    OpenChanges changes = context.changes(connection);
    long owner = context.ownerOfOpen(connection);
    List<OpenDelivery> open = changes.oldest(webhook, newest, max);
    open.forEach(one -> changes.close(one.webhook(), one.sequence()));
    context.giveRows(
        () ->
            DeliveryRows.insertOpen(
                connection,
                context.dialect(),
                owner,
                open,
                (one, payload) -> DeliveryRows.NewRow.cancelled(one, payload, now)));
    return open.size() + Sql.update(connection, CANCEL, Columns.micros(now), webhook, newest, max);
  }
}
