package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.webhook.EventMerger;
import dev.carillon.hooks.webhook.EventMerger.Merged;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends the quiet time of a webhook's subjects: of the events that are held of one, one stays, which
 * stands for all of them and is then ready to be sent. Where the subject is as it was before,
 * nothing is sent: the last event gets a delivery that is cancelled, which leads to all of them.
 *
 * <p>Events are read and merged before the writer's turn. One that is recorded meanwhile begins a
 * new quiet time, or belongs to the next round.
 */
final class Debouncer {

  /** So many events of a subject are merged at once, at the latest: their snapshots are read. */
  static final int EVENTS_MAX = 500;

  private static final String DUE =
      """
      select subject from {held_events} where webhook = ? and ready_at is null
      group by subject
      having max(held_at) <= ? or min(held_at) <= ? or count(*) >= ?
      order by min(event) limit 1
      """;
  private static final String HELD =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? and h.subject = ? and h.ready_at is null"
          + " order by h.event limit ?";
  private static final String NEWEST =
      """
      select coalesce(max(held_at), 0), count(*) from {held_events}
      where webhook = ? and subject = ? and ready_at is null
      """;
  private static final String EVENTS =
      """
      select e.sequence, e.id, e.type, e.subject, e.time, e.owned_by, e.tags,
        e.webhooks_revision, e.snapshot,
        case when e.snapshot is null then e.fan end as fan,
        case when e.snapshot is null then e.payloads end as payloads
      from {events} e join {held_events} h on h.event = e.sequence
      where h.webhook = ? and h.subject = ? and h.ready_at is null
      order by h.event limit ?
      """;
  private static final String READY =
      """
      update {held_events} set ready_at = ?, payload = ?, merged_into = ?
      where webhook = ? and event = ? and ready_at is null
      """;

  private final StoreContext context;
  private final EventMerger merger;
  private final String lock;

  Debouncer(StoreContext context, EventMerger merger) {
    this.context = context;
    this.merger = merger;
    this.lock = "select 1 from {events} where sequence = ?" + context.dialect().forUpdate();
  }

  /** Ends the quiet time of one subject; whether there was one whose time has come. */
  boolean next(long key, Webhook webhook) {
    Optional<Quiet> quiet =
        context.database().read(connection -> quiet(connection, key, webhook.grouping()));
    if (quiet.isEmpty()) {
      return false;
    }
    Optional<Merged> merged =
        quiet.get().held().size() == 1
            ? Optional.of(new Merged(0, null))
            : merger.merge(quiet.get().events(), webhook.subscription());
    return context.database().write(connection -> end(connection, key, quiet.get(), merged));
  }

  private Optional<Quiet> quiet(Connection connection, long key, Grouping grouping)
      throws SQLException {
    long now = Columns.micros(context.engineNow());
    Optional<String> subject =
        Sql.first(
            connection,
            DUE,
            row -> row.getString(1),
            key,
            now - Columns.micros(grouping.debounce()),
            now - Columns.micros(grouping.maxWait()),
            EVENTS_MAX);
    if (subject.isEmpty()) {
      return Optional.empty();
    }
    List<HeldEvent> held =
        Sql.list(connection, HELD, HeldEvent::read, key, subject.get(), EVENTS_MAX);
    List<Journal.Recorded> events =
        held.size() == 1
            ? List.of()
            : Sql.list(
                connection,
                EVENTS,
                row ->
                    new Journal.Recorded(
                        row.getLong("sequence"),
                        new Event.Id(row.getString("id")),
                        new EventType(row.getString("type")),
                        row.getString("subject"),
                        Columns.time(row, "time"),
                        PackedEvent.snapshot(
                            row.getBytes("snapshot"),
                            row.getBytes("fan"),
                            row.getBytes("payloads")),
                        Columns.owner(row),
                        Columns.tags(row),
                        row.getLong("webhooks_revision")),
                key,
                subject.get(),
                EVENTS_MAX);
    return events.size() == held.size() || held.size() == 1
        ? Optional.of(new Quiet(subject.get(), held, events))
        : Optional.empty(); // more were recorded between both statements
  }

  private boolean end(Connection connection, long key, Quiet quiet, Optional<Merged> merged)
      throws SQLException {
    List<HeldEvent> held = quiet.held();
    boolean another =
        Sql.first(
                connection,
                NEWEST,
                row -> row.getLong(2) != held.size() && held.size() < EVENTS_MAX,
                key,
                quiet.subject())
            .orElse(true);
    if (another) {
      return false; // looked at anew in the next round
    }
    if (merged.isEmpty()) {
      context.changes(connection);
      GroupCollector.take(connection, held);
      new HeldRows(context).cancel(connection, held);
      return true;
    }
    int carrier = merged.get().carrier();
    if (!Sql.any(connection, lock, held.get(carrier).event())) {
      return false;
    }
    int payload = payload(connection, held.get(carrier), merged.get().payload());
    long now = Columns.micros(context.engineNow());
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < held.size(); i++) {
      places.add(i);
    }
    long into = held.get(carrier).event();
    int[] counts =
        Sql.batch(
            connection,
            READY,
            places,
            (statement, i) ->
                Sql.set(
                    statement,
                    now,
                    i == carrier ? payload : held.get(i).payload(),
                    i == carrier ? null : (Long) into,
                    key,
                    held.get(i).event()));
    for (int count : counts) {
      if (count != 1) {
        throw new GroupCollector.TakenMeanwhile();
      }
    }
    return true;
  }

  private static int payload(Connection connection, HeldEvent carrier, @Nullable Payload merged)
      throws SQLException {
    return merged == null
        ? carrier.payload()
        : LateDeliveries.payload(connection, carrier.event(), merged);
  }

  /** A subject whose quiet time is over. */
  private record Quiet(String subject, List<HeldEvent> held, List<Journal.Recorded> events) {}
}
