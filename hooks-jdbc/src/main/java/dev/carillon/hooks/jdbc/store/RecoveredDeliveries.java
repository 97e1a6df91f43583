package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Past;
import dev.carillon.hooks.jdbc.packed.ContentTypes;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Makes deliveries pending long after their event was recorded: of what a webhook missed, and of
 * what it has none of. Events are read and rendered before the writer's turn comes.
 */
final class RecoveredDeliveries {

  private static final String EVENT =
      "select " + StoredEvent.COLUMNS + " from {events} e where e.sequence = ?";
  private static final String MISSED =
      "select d.sequence, "
          + StoredEvent.COLUMNS
          + " from {deliveries} d join {events} e on e.sequence = d.event ";
  private static final String KEY =
      "select key from {webhooks} where id = ? and removed_at is null";
  private static final String ENABLED = KEY + " and disabled_at is null";
  private static final String OF_WEBHOOK = " and d.state = 4 and d.webhook = (" + KEY + ")";

  private static final String RECOVER =
      """
      update {deliveries} set state = 0, payload = ?, owner = ?, due_at = ?, ended_at = null
      where sequence = ? and state = 4 and exists (
        select 1 from {webhooks} w where w.key = {deliveries}.webhook and w.removed_at is null)
      """;
  private static final String HELD_AGAIN =
      "delete from {deliveries} where sequence = ? and state = 4";
  private static final String STILL_MISSED =
      """
      select d.late from {deliveries} d join {webhooks} w on w.key = d.webhook
      where d.sequence = ? and d.state = 4 and w.removed_at is null
      """;

  private static final String FAN = "select fan from {events} where sequence = ?";
  private static final String LATE =
      """
      select 1 from {deliveries} where event = ? and webhook = ?
      union all select 1 from {held_events} where event = ? and webhook = ?
      union all select 1 from {grouped_events} where event = ? and webhook = ?
      limit 1
      """;
  private static final String PAYLOADS =
      "select payloads, content_type from {events} where sequence = ?";
  private static final String APPEND =
      "update {events} set payloads = ?, content_type = ? where sequence = ?";

  private final StoreContext context;
  private final BatchMaker batches;
  private final String missed;
  private final String count;
  private final String lock;

  RecoveredDeliveries(StoreContext context, SqlOutbox outbox) {
    this.context = context;
    this.batches = new BatchMaker(context, outbox);
    Dialect dialect = context.dialect();
    String wanted =
        " where "
            + dialect.ofWebhook("d", StateCodes.MISSED)
            + " and e.time >= ? and d.created_at < ? order by "
            + dialect.ofWebhookOrder("d", false)
            + " limit ?";
    this.missed = MISSED + wanted;
    this.count =
        "select count(*) from (select 1 from {deliveries} d join {events} e on e.sequence = d.event"
            + wanted
            + ") as missed";
    this.lock = "select 1 from {events} where sequence = ?" + dialect.forUpdate();
  }

  /** The oldest that the webhook missed. */
  PreparedRecovery missed(
      Webhook webhook, Past past, long after, SnapshotReader snapshots, int limit) {
    List<Missed> found =
        context
            .database()
            .read(
                connection -> {
                  Sql wanted = Sql.of(missed, parameters(connection, webhook, past, after, limit));
                  return missed(connection, wanted, snapshots);
                });
    return prepared(webhook, found, found.size() < limit);
  }

  /** This one, if the webhook missed it. */
  PreparedRecovery missed(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    List<Missed> found =
        context
            .database()
            .read(
                connection -> {
                  var stored = DeliveryReader.atOneMoment(context, connection).find(id);
                  long sequence = stored.map(StoredDelivery::sequence).orElse(-1L);
                  Sql wanted =
                      Sql.of(MISSED + " where d.sequence = ?", sequence)
                          .then(OF_WEBHOOK, webhook.id().value());
                  return missed(connection, wanted, snapshots);
                });
    return prepared(webhook, found, true);
  }

  private static List<Missed> missed(Connection connection, Sql wanted, SnapshotReader snapshots)
      throws SQLException {
    return wanted.list(
        connection, row -> new Missed(row.getLong("sequence"), StoredEvent.read(row, snapshots)));
  }

  /**
   * Prepares the deliveries of missed events. Events that the webhook may not see any more stay
   * missed. Not called within a read, since a filter may read too.
   */
  private PreparedRecovery prepared(Webhook webhook, List<Missed> missed, boolean last) {
    long reached = missed.isEmpty() ? 0 : missed.getLast().sequence();
    List<Late> late =
        missed.stream()
            .flatMap(one -> Late.of(one.sequence(), one.of(), webhook).stream())
            .toList();
    return new Prepared(this, webhook, late, reached, last);
  }

  /** How many the webhook missed, up to a maximum. */
  Count count(Webhook webhook, Past past, int max) {
    long found =
        context
            .database()
            .read(
                connection ->
                    Sql.number(connection, count, parameters(connection, webhook, past, 0, max)));
    return new Count(found, found == max);
  }

  private static Object[] parameters(
      Connection connection, Webhook webhook, Past past, long after, int limit)
      throws SQLException {
    // -1 stands for a webhook that is removed
    long key = Sql.first(connection, KEY, Sql.NUMBER, webhook.id().value()).orElse(-1L);
    return new Object[] {
      key,
      after == 0 ? SequenceByTime.beforeEvents(connection, past.since()) : after,
      key,
      Long.MAX_VALUE,
      Columns.micros(past.since()),
      Columns.micros(past.recordedBefore()),
      limit
    };
  }

  /** The id of the new delivery that another webhook has of the same event; empty if none. */
  Optional<Delivery.Id> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    Database database = context.database();
    Optional<StoredEvent> found =
        database.read(
            connection -> {
              var of = DeliveryReader.atOneMoment(context, connection).find(id);
              long event = of.map(one -> one.event().sequence()).orElse(-1L);
              return event(connection, event, snapshots);
            });
    if (found.isEmpty()) {
      return Optional.empty();
    }
    checkOwner(found.get(), to);
    checkType(found.get());
    Late late =
        Late.of(Late.NO_ROW, found.get(), to)
            .orElseThrow(
                () ->
                    new ValidationException(
                        Violation.hidden("to", "a webhook whose filter lets it see the event")));
    return database.write(
        connection -> {
          Optional<Long> webhook = Sql.first(connection, ENABLED, Sql.NUMBER, to.id().value());
          if (webhook.isEmpty() || !Sql.any(connection, lock, late.of().sequence())) {
            return Optional.empty();
          }
          if (to.grouping().batches() && isGrouped(to, late)) {
            return Optional.of(batches.ofOne(connection, to, late.of(), late.payload()));
          }
          long owner = owner(connection, to.pulled());
          return Optional.of(added(connection, late, webhook.get(), owner));
        });
  }

  /** The events of a batch were rendered for its own webhook. */
  private static void checkType(StoredEvent of) {
    if (of.event().type().equals(EventType.BATCH)) {
      throw new ValidationException(
          Violation.hidden("to", "the webhook of the batch: no other one gets its events so"));
    }
  }

  /** No tenant's webhook gets an event of another one. */
  private static void checkOwner(StoredEvent of, Webhook to) {
    if (!to.owner().isEmpty() && !to.owner().equals(of.event().owner())) {
      throw new ValidationException(
          Violation.hidden("to", "a webhook of the event's owner, or one that has no owner"));
    }
  }

  /** An event with its snapshot; empty where it is not there any more. */
  static Optional<StoredEvent> event(Connection connection, long sequence, SnapshotReader snapshots)
      throws SQLException {
    return Sql.first(connection, EVENT, row -> StoredEvent.read(row, snapshots), sequence);
  }

  /** Whether a webhook has a delivery of an event, or had one when it was recorded. */
  static boolean delivered(Connection connection, long event, long webhook) throws SQLException {
    boolean recorded =
        Sql.first(connection, FAN, row -> EventDeliveries.read(row.getBytes(1)), event)
            .map(fan -> fan.ordinalOf(webhook) >= 0)
            .orElse(false);
    return recorded || Sql.any(connection, LATE, event, webhook, event, webhook, event, webhook);
  }

  /** How many of these became pending. */
  private int write(Connection connection, Webhook webhook, List<Late> late) throws SQLException {
    Optional<Long> enabled = Sql.first(connection, ENABLED, Sql.NUMBER, webhook.id().value());
    long owner = owner(connection, webhook.pulled());
    int made = 0;
    for (Late one : late) {
      long event = one.of().sequence();
      // not where the event was purged, or another caller was quicker
      if (!Sql.any(connection, lock, event)) {
        continue;
      }
      if (one.sequence() != Late.NO_ROW) {
        made += recovered(connection, webhook, one, owner) ? 1 : 0;
      } else if (enabled.isPresent() && !delivered(connection, event, enabled.get())) {
        if (isGrouped(webhook, one)) {
          hold(connection, webhook, one, numbered(connection, one, enabled.get()), true);
        } else {
          added(connection, one, enabled.get(), owner);
        }
        made++;
      }
    }
    return made;
  }

  /** Who sends what becomes pending: no node where it is fetched. */
  private long owner(Connection connection, boolean pulled) throws SQLException {
    long sender = context.ownerStill(connection);
    return pulled ? SqlConsumers.OWNER : sender;
  }

  private boolean recovered(Connection connection, Webhook to, Late missed, long owner)
      throws SQLException {
    Optional<Long> late = Sql.first(connection, STILL_MISSED, Sql.NUMBER, missed.sequence());
    if (late.isEmpty()) {
      return false;
    }
    long event = missed.of().sequence();
    long now = Columns.micros(context.engineNow());
    if (isGrouped(to, missed)) {
      long key = WebhookCache.key(connection, to.id());
      OpenDelivery again = new OpenDelivery(key, missed.sequence(), event, now);
      boolean held = Sql.update(connection, HELD_AGAIN, missed.sequence()) == 1;
      if (held) {
        hold(connection, to, missed, again, late.get() == 1);
      }
      return held;
    }
    int payload = payload(connection, missed);
    return Sql.update(connection, RECOVER, payload, owner, now, missed.sequence()) == 1;
  }

  /** Whether the webhook gets no delivery of it yet, since it debounces or wants batches. */
  private static boolean isGrouped(Webhook to, Late late) {
    return FanOut.isGrouped(to, late.of().event());
  }

  /** Holds an event that is locked, as if it had come now. */
  private static void hold(
      Connection connection, Webhook to, Late late, OpenDelivery delivery, boolean isLate)
      throws SQLException {
    int payload = payload(connection, late);
    HeldEvent.insert(
        connection, List.of(HeldEvent.of(delivery, payload, late.of().event(), to).made(isLate)));
  }

  /** A delivery with a number of its own, which is behind that of its event's. */
  private OpenDelivery numbered(Connection connection, Late late, long to) throws SQLException {
    context.changes(connection); // before a number is taken
    long sequence = context.numbers().take(connection, 1);
    context.changes(connection).given(sequence);
    long now = Columns.micros(context.engineNow());
    return new OpenDelivery(to, sequence, late.of().sequence(), now);
  }

  /** Adds a delivery of an event that is locked, pending and due now. */
  private Delivery.Id added(Connection connection, Late late, long to, long owner)
      throws SQLException {
    OpenDelivery due = numbered(connection, late, to);
    // made before it is due: what is due as it is made is handed to the engine, which this is not
    OpenDelivery made = new OpenDelivery(to, due.sequence(), due.event(), due.recordedAt() - 1);
    int payload = payload(connection, late);
    DeliveryRows.insert(
        connection, owner, List.of(DeliveryRows.NewRow.late(made, payload, due.recordedAt())));
    return NumberedEvent.deliveryId(late.of().event().id(), made.sequence() - made.event());
  }

  /** The index of this payload among the event's; it is added if the event does not have it. */
  private static int payload(Connection connection, Late late) throws SQLException {
    return payload(connection, late.of().sequence(), late.payload());
  }

  /** The same of any payload of an event that is there. */
  static int payload(Connection connection, long event, Payload payload) throws SQLException {
    PayloadColumns stored =
        Sql.first(connection, PAYLOADS, PayloadColumns::read, event)
            .orElseThrow(() -> new IllegalStateException("event " + event + " was not locked"));
    int count = PackedEvent.payloadCount(stored.payloads());
    for (int i = 0; i < count; i++) {
      if (stored.payload(i).equals(payload)) {
        return i;
      }
    }
    Sql.update(
        connection,
        APPEND,
        PackedEvent.appended(stored.payloads(), payload),
        stored.types().appended(count, payload).text(),
        event);
    return count;
  }

  /** An event's payloads as they are stored. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record PayloadColumns(byte[] payloads, ContentTypes types) {

    static PayloadColumns read(ResultSet row) throws SQLException {
      return new PayloadColumns(row.getBytes(1), ContentTypes.read(row.getString(2)));
    }

    Payload payload(int index) {
      return types.typed(index, PackedEvent.payload(payloads, index));
    }
  }

  /**
   * An event that a webhook missed.
   *
   * @param sequence of its row
   */
  private record Missed(long sequence, StoredEvent of) {}

  /**
   * A delivery that is to become pending.
   *
   * @param sequence of its row; {@link #NO_ROW} = it gets one
   */
  record Late(long sequence, StoredEvent of, Payload payload) {

    static final long NO_ROW = 0;

    /** Renders it; empty where the webhook's filter does not let it see the event. */
    static Optional<Late> of(long sequence, StoredEvent of, Webhook to) {
      return FanOut.payload(of.event(), to).map(payload -> new Late(sequence, of, payload));
    }
  }

  /** The prepared deliveries of one webhook. */
  record Prepared(
      RecoveredDeliveries deliveries, Webhook webhook, List<Late> late, long reached, boolean last)
      implements PreparedRecovery {

    @Override
    public int count() {
      return late.size();
    }

    @Override
    public int write(Connection connection) throws SQLException {
      return deliveries.write(connection, webhook, late);
    }
  }
}
