package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Range;
import dev.carillon.hooks.jdbc.store.RecoveredDeliveries.Late;
import dev.carillon.hooks.jdbc.store.RecoveredDeliveries.Prepared;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds events that a webhook wants and has no delivery of, by its filter as it is now. Goes
 * through the events in their order; of most only the type and the time are read.
 */
final class Backfill {

  private static final int SCANNED = 1_000;
  private static final int READ = 200;

  /** Events are recorded about when they happen; where all are so much later, none will come. */
  private static final Duration DISORDER = Duration.ofHours(1);

  private static final String SCAN =
      "select sequence, type, time from {events} where sequence > ? order by sequence limit ?";
  private final StoreContext context;
  private final RecoveredDeliveries recoveries;

  Backfill(StoreContext context, RecoveredDeliveries recoveries) {
    this.context = context;
    this.recoveries = recoveries;
  }

  PreparedRecovery prepare(
      Webhook webhook, Range range, long after, SnapshotReader snapshots, int limit) {
    Found found =
        context.database().read(connection -> find(connection, webhook, range, after, snapshots));
    // not within the read: a filter may read too
    List<Late> wanted = new ArrayList<>();
    long reached = after;
    for (StoredEvent of : found.events()) {
      if (wanted.size() >= limit) {
        return new Prepared(recoveries, webhook, wanted, reached, false);
      }
      wanted.addAll(matching(of, webhook));
      reached = of.sequence();
    }
    return new Prepared(recoveries, webhook, wanted, found.reached(), found.last());
  }

  private Found find(
      Connection connection, Webhook webhook, Range range, long after, SnapshotReader snapshots)
      throws SQLException {
    long key = WebhookCache.key(connection, webhook.id());
    long reached = after == 0 ? SequenceByTime.beforeEvents(connection, range.from()) : after;
    List<Scanned> scanned = scan(connection, reached);
    boolean last = scanned.size() < SCANNED || over(scanned, range);
    List<StoredEvent> events = new ArrayList<>();
    int read = 0;
    for (Scanned event : scanned) {
      if (range.contains(event.time())
          && webhook.subscription().includes(event.type())
          && !RecoveredDeliveries.delivered(connection, event.sequence(), key)) {
        if (read == READ) {
          return new Found(events, reached, false);
        }
        read++;
        // empty where it has been purged since
        RecoveredDeliveries.event(connection, event.sequence(), snapshots).ifPresent(events::add);
      }
      reached = event.sequence();
    }
    return new Found(events, reached, last);
  }

  private static List<Late> matching(StoredEvent of, Webhook webhook) {
    FanOut fanOut = FanOut.of(of.event(), WebhookSet.of(0, List.of(webhook)));
    return fanOut.payloads().stream().map(payload -> new Late(Late.NO_ROW, of, payload)).toList();
  }

  private static boolean over(List<Scanned> scanned, Range range) {
    Instant end = range.to().plus(DISORDER);
    return scanned.stream().allMatch(event -> event.time().isAfter(end));
  }

  private static List<Scanned> scan(Connection connection, long after) throws SQLException {
    return Sql.list(
        connection,
        SCAN,
        row ->
            new Scanned(
                row.getLong("sequence"),
                new EventType(row.getString("type")),
                Columns.time(row, "time")),
        after,
        SCANNED);
  }

  /** Events that the webhook may want; the place that was reached, and whether it is the last. */
  private record Found(List<StoredEvent> events, long reached, boolean last) {}

  private record Scanned(long sequence, EventType type, Instant time) {}
}
