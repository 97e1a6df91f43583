package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.EventSubjectIndex;
import dev.carillon.hooks.jdbc.store.EventTypeIndex;
import dev.carillon.hooks.jdbc.store.SequenceByTime;
import dev.carillon.hooks.jdbc.store.StoreContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The journal over the table of events. */
public final class SqlJournal implements Journal {

  /** So many events are looked at for a page at most, step by step. */
  private static final int STEP = 2_000;

  private static final int STEPS = 10;

  /** A snapshot that equals a payload is not stored again. */
  private static final String SELECT =
      """
      select sequence, id, type, subject, time, owned_by, tags, webhooks_revision, snapshot,
        case when snapshot is null then fan end as fan,
        case when snapshot is null then payloads end as payloads
      from {events}
      """;

  /** The events of a batch are in the journal themselves. */
  private static final String NO_BATCH = " and type <> 'batch'";

  /** So many events are found by their ids together. */
  private static final int TOGETHER = 25;

  private static final String SELECT_SOME =
      SELECT + "where id in (?" + ", ?".repeat(TOGETHER - 1) + ")" + NO_BATCH;

  private static final String OLDER =
      "select sequence from {events} where sequence <= ? order by sequence desc limit 1 offset ?";

  private final StoreContext context;
  private final LongSupplier horizon;

  /**
   * The journal of a store.
   *
   * @param horizon gives a sequence up to which everything that will ever be there is visible to
   *     later reads: so far a reader that goes by sequences passes nothing that comes later
   */
  public SqlJournal(StoreContext context, LongSupplier horizon) {
    this.context = context;
    this.horizon = horizon;
  }

  @Override
  public Page after(long sequence, Wanted wanted, int limit) {
    long until = newest();
    long end = sequence;
    List<Recorded> found = new ArrayList<>();
    for (int step = 0; step < STEPS && end < until && found.size() < limit; step++) {
      Step next = new Step(end, until, limit - found.size());
      Step done = context.database().read(connection -> read(connection, next, wanted, found));
      end = done.from();
    }
    return new Page(found, end, purged());
  }

  /** Reads a step; what is left to be read after it. */
  private Step read(Connection connection, Step step, Wanted wanted, List<Recorded> into)
      throws SQLException {
    boolean searched = wanted.subject().isEmpty() && !wanted.types().isEmpty();
    long until = searched ? end(connection, step) : step.until();
    List<Recorded> found = select(connection, new Step(step.from(), until, step.limit()), wanted);
    // a database may take names for equal that differ in case
    found.stream()
        .filter(one -> wanted.types().isEmpty() || one.type().isOneOf(wanted.types()))
        .forEach(into::add);
    boolean full = found.size() == step.limit();
    return new Step(full ? found.getLast().sequence() : until, step.until(), step.limit());
  }

  /** Where a step ends that looks at every event. */
  private static long end(Connection connection, Step step) throws SQLException {
    Sql sql =
        Sql.of(
            """
            select count(*), max(sequence) from (
              select sequence from {events} where sequence > ? and sequence <= ?
              order by sequence limit ?) as step
            """,
            step.from(),
            step.until(),
            STEP);
    return sql.first(connection, row -> row.getInt(1) < STEP ? step.until() : row.getLong(2))
        .orElseThrow();
  }

  private List<Recorded> select(Connection connection, Step step, Wanted wanted)
      throws SQLException {
    Sql sql =
        Sql.of(SELECT)
            .then(where(connection, step, wanted.subject()))
            .then(
                wanted.types().isEmpty()
                    ? Sql.NOTHING
                    : EventTypeIndex.condition("type", wanted.types()).within(" and ", ""))
            .then(NO_BATCH + " order by sequence limit ?", step.limit());
    return sql.list(connection, this::recorded);
  }

  private Sql where(Connection connection, Step step, String subject) throws SQLException {
    return subject.isEmpty()
        ? Sql.of("where sequence > ? and sequence <= ?", step.from(), step.until())
        : EventSubjectIndex.of(connection, context, subject, step.from(), step.until())
            .within("where sequence in (", ")");
  }

  private Recorded recorded(ResultSet row) throws SQLException {
    return new Recorded(
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

  @Override
  public Optional<Recorded> find(Event.Id id) {
    return context
        .database()
        .read(
            connection ->
                Sql.first(
                    connection, SELECT + "where id = ?" + NO_BATCH, this::recorded, id.value()));
  }

  @Override
  public List<Recorded> find(Collection<Event.Id> ids) {
    List<Recorded> found = new ArrayList<>();
    List<Event.Id> all = List.copyOf(new LinkedHashSet<>(ids));
    for (int from = 0; from < all.size(); from += TOGETHER) {
      // always as many, so that there is one statement to prepare: the last one is named again
      Object[] some = new Object[TOGETHER];
      for (int i = 0; i < TOGETHER; i++) {
        some[i] = all.get(Math.min(from + i, all.size() - 1)).value();
      }
      found.addAll(
          context
              .database()
              .read(connection -> Sql.list(connection, SELECT_SOME, this::recorded, some)));
    }
    return found;
  }

  @Override
  public long newest() {
    return horizon.getAsLong();
  }

  /** Who records takes a number before it asks which webhooks there are. */
  @Override
  public boolean settled() {
    long given = context.database().read(connection -> (Long) context.numbers().last(connection));
    return horizon.getAsLong() >= given;
  }

  @Override
  public long behindAllBut(int events) {
    long until = newest();
    return context
        .database()
        .read(connection -> Sql.first(connection, OLDER, Sql.NUMBER, until, events))
        .orElse(0L);
  }

  @Override
  public long before(Instant time) {
    return context.database().read(connection -> SequenceByTime.beforeEvents(connection, time));
  }

  @Override
  public long behind(Instant time) {
    long until = newest();
    return context
        .database()
        .read(connection -> Math.min(until, SequenceByTime.behindEvents(connection, time)));
  }

  @Override
  public long purged() {
    return context
        .database()
        .read(connection -> Sql.number(connection, "select swept from {journal}"));
  }

  /** Events behind one place, up to another. */
  private record Step(long from, long until, int limit) {}
}
