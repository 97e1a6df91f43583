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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends the quiet time of a webhook's subjects: merges a subject's held events into one, by the
 * {@link EventMerger} that the program provides ({@code AssetEventMerger} in the server), and marks
 * it ready. Where the subject is as it was before, nothing is sent: the last event gets a delivery
 * that is cancelled, which leads to all of them.
 *
 * <p>Events are read and merged before the writer's turn. Those that are recorded meanwhile begin a
 * new quiet time: so a subject that never comes to rest keeps no other waiting.
 */
final class Debouncer {

  /** The most events of a subject that are merged at once, since their snapshots are read. */
  static final int EVENTS_MAX = 500;

  /** The most due subjects that are read at once, since finding them reads all held events. */
  private static final int SUBJECTS = 200;

  private static final String DUE =
      """
      select subject from {held_events} where webhook = ? and ready_at is null
      group by subject
      having max(held_at) <= ? or min(held_at) <= ? or count(*) >= ?
      order by min(event) limit ?
      """;
  private static final String HELD =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? and h.subject = ? and h.ready_at is null"
          + " order by h.event limit ?";
  private static final String COUNT =
      """
      select count(*) from {held_events}
      where webhook = ? and subject = ? and ready_at is null and event <= ?
      """;
  private static final String EVENTS =
      """
      select e.sequence, e.id, e.type, e.subject, e.time, e.owned_by, e.tags,
        e.webhooks_revision, e.snapshot,
        case when e.snapshot is null then e.fan end as fan,
        case when e.snapshot is null then e.payloads end as payloads
      from {events} e join {held_events} h on h.event = e.sequence
      where h.webhook = ? and h.subject = ? and h.ready_at is null and h.event <= ?
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

  /** For each webhook, by its number, subjects whose time had come at the last look. */
  private final Map<Long, Deque<String>> found = new HashMap<>();

  Debouncer(StoreContext context, EventMerger merger) {
    this.context = context;
    this.merger = merger;
    this.lock = "select 1 from {events} where sequence = ?" + context.dialect().forUpdate();
  }

  /** Ends the quiet time of one subject; whether there was one whose time has come. */
  boolean next(long key, Webhook webhook) {
    Deque<String> subjects = found.computeIfAbsent(key, none -> new ArrayDeque<>());
    if (subjects.isEmpty()) {
      subjects.addAll(due(key, webhook.grouping()));
    }
    boolean ended = false;
    while (!ended && !subjects.isEmpty()) {
      ended = end(key, webhook, subjects.remove());
    }
    if (subjects.isEmpty()) {
      found.remove(key);
    }
    return ended;
  }

  private List<String> due(long key, Grouping grouping) {
    long now = Columns.micros(context.engineNow());
    return context
        .database()
        .read(
            connection ->
                Sql.list(
                    connection,
                    DUE,
                    row -> row.getString(1),
                    key,
                    now - Columns.micros(grouping.debounce()),
                    now - Columns.micros(grouping.maxWait()),
                    EVENTS_MAX,
                    SUBJECTS));
  }

  private boolean end(long key, Webhook webhook, String subject) {
    boolean asksOfOne = merger.asksOfOne(webhook.subscription());
    Optional<Quiet> quiet =
        context
            .database()
            .read(
                connection ->
                    quiet(connection, key, new Asked(webhook.grouping(), asksOfOne), subject));
    if (quiet.isEmpty()) {
      return false;
    }
    Optional<Merged> merged =
        quiet.get().held().size() == 1 && !asksOfOne
            ? Optional.of(new Merged(0, null))
            : merger.merge(quiet.get().events(), webhook.subscription());
    return context.database().write(connection -> end(connection, key, quiet.get(), merged));
  }

  /** Empty where the subject has changed since it was found, or is another node's by now. */
  private Optional<Quiet> quiet(Connection connection, long key, Asked asked, String subject)
      throws SQLException {
    List<HeldEvent> held = Sql.list(connection, HELD, HeldEvent::read, key, subject, EVENTS_MAX);
    if (!isDue(held, asked.grouping())) {
      return Optional.empty();
    }
    if (held.size() == 1 && !asked.ofOne()) {
      return Optional.of(new Quiet(subject, held, List.of()));
    }
    List<Journal.Recorded> events =
        Sql.list(
            connection,
            EVENTS,
            Debouncer::recorded,
            key,
            subject,
            held.getLast().event(),
            EVENTS_MAX);
    return events.size() == held.size()
        ? Optional.of(new Quiet(subject, held, events))
        : Optional.empty(); // more were recorded between both statements
  }

  private boolean isDue(List<HeldEvent> held, Grouping grouping) {
    if (held.isEmpty()) {
      return false;
    }
    long now = Columns.micros(context.engineNow());
    long first = held.stream().mapToLong(HeldEvent::heldAt).min().orElseThrow();
    long last = held.stream().mapToLong(HeldEvent::heldAt).max().orElseThrow();
    return held.size() >= EVENTS_MAX
        || last <= now - Columns.micros(grouping.debounce())
        || first <= now - Columns.micros(grouping.maxWait());
  }

  private static Journal.Recorded recorded(ResultSet row) throws SQLException {
    return new Journal.Recorded(
        row.getLong("sequence"),
        new Event.Id(row.getString("id")),
        new EventType(row.getString("type")),
        row.getString("subject"),
        Columns.time(row, "time"),
        PackedEvent.snapshot(
            row.getBytes("snapshot"), row.getBytes("fan"), row.getBytes("payloads")),
        Columns.owner(row),
        Columns.tags(row),
        row.getLong("webhooks_revision"));
  }

  private boolean end(Connection connection, long key, Quiet quiet, Optional<Merged> merged)
      throws SQLException {
    List<HeldEvent> held = quiet.held();
    long last = held.getLast().event();
    if (Sql.number(connection, COUNT, key, quiet.subject(), last) != held.size()) {
      return false; // one with a smaller number was committed later: it is looked at anew
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
        : RecoveredDeliveries.payload(connection, carrier.event(), merged);
  }

  /**
   * How a webhook holds events.
   *
   * @param ofOne whether a subject's only event goes to the merger too
   */
  private record Asked(Grouping grouping, boolean ofOne) {}

  /** A subject whose quiet time is over. */
  private record Quiet(String subject, List<HeldEvent> held, List<Journal.Recorded> events) {}
}
