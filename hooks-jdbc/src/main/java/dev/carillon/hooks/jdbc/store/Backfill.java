package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Range;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      "select sequence, type, time from events where sequence > ? order by sequence limit ?";
  private static final String EVENT =
      "select " + StoredEvent.COLUMNS + " from events e where e.sequence = ?";

  private final StoreContext context;
  private final NewDelivery redelivering;
  private final String delivered;

  Backfill(StoreContext context, NewDelivery redelivering) {
    this.context = context;
    this.redelivering = redelivering;
    this.delivered =
        """
        select 1 from events e join deliveries d on %s
        where e.sequence = ? and d.webhook = (select key from webhooks where id = ?) limit 1
        """
            .formatted(context.dialect().ofEvent());
  }

  PreparedRecovery prepare(
      Webhook webhook, Range range, long after, SnapshotReader snapshots, int limit) {
    return context
        .database()
        .read(connection -> prepare(connection, webhook, range, after, snapshots, limit));
  }

  private PreparedRecovery prepare(
      Connection connection,
      Webhook webhook,
      Range range,
      long after,
      SnapshotReader snapshots,
      int limit)
      throws SQLException {
    long from = after == 0 ? SequenceByTime.beforeEvents(connection, range.from()) : after;
    List<Scanned> scanned = scan(connection, from);
    Batch batch = new Batch(webhook.id(), from, scanned.size() < SCANNED || over(scanned, range));
    int read = 0;
    for (Scanned event : scanned) {
      boolean wanted =
          range.contains(event.time())
              && subscribed(webhook, event.type())
              && !delivered(connection, event.sequence(), webhook.id());
      if (wanted && (read == READ || batch.count() >= limit)) {
        batch.last = false;
        return batch;
      }
      if (wanted) {
        read++;
        read(connection, event.sequence(), snapshots).ifPresent(of -> batch.add(of, webhook));
      }
      batch.reached = event.sequence();
    }
    return batch;
  }

  private static boolean over(List<Scanned> scanned, Range range) {
    Instant end = range.to().plus(DISORDER);
    return scanned.stream().allMatch(event -> event.time().isAfter(end));
  }

  private static boolean subscribed(Webhook webhook, EventType type) {
    return webhook.subscription().eventTypes().contains(type)
        || webhook.subscription().operationalEvents().contains(type);
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

  private boolean delivered(Connection connection, long event, Webhook.Id webhook)
      throws SQLException {
    return Sql.any(connection, delivered, event, webhook.value());
  }

  /** Empty where it has been swept since. */
  private static Optional<StoredEvent> read(
      Connection connection, long sequence, SnapshotReader snapshots) throws SQLException {
    return Sql.first(connection, EVENT, row -> StoredEvent.read(row, snapshots), sequence);
  }

  private record Scanned(long sequence, EventType type, Instant time) {}

  private record Wanted(StoredEvent of, Payload payload) {}

  private final class Batch implements PreparedRecovery {

    private final Webhook.Id webhook;
    private final List<Wanted> wanted = new ArrayList<>();
    private long reached;
    private boolean last;

    Batch(Webhook.Id webhook, long reached, boolean last) {
      this.webhook = webhook;
      this.reached = reached;
      this.last = last;
    }

    void add(StoredEvent of, Webhook webhook) {
      FanOut fanOut = FanOut.of(of.event(), WebhookSet.of(0, List.of(webhook)));
      fanOut.payloads().forEach(payload -> wanted.add(new Wanted(of, payload)));
    }

    @Override
    public int count() {
      return wanted.size();
    }

    @Override
    public long reached() {
      return reached;
    }

    @Override
    public boolean last() {
      return last;
    }

    @Override
    public int write(Connection connection) throws SQLException {
      Optional<Long> key = NewDelivery.key(connection, webhook);
      if (key.isEmpty()) {
        return 0;
      }
      var to = new NewDelivery.To(key.get(), context.ownerStill(connection));
      int made = 0;
      for (Wanted one : wanted) {
        long event = one.of().sequence();
        if (redelivering.kept(connection, event) && !delivered(connection, event, webhook)) {
          redelivering.insert(connection, one.of(), to, one.payload());
          made++;
        }
      }
      return made;
    }
  }
}
