package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.EventSubjects;
import dev.carillon.hooks.jdbc.store.PackedContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The journal over the table of events. */
public final class SqlJournal implements Journal {

  /** So many events are looked at for a page at most, step by step. */
  private static final int STEP = 2_000;

  private static final int STEPS = 10;

  private static final String COLUMNS = "select sequence, id, type, subject, time, snapshot";
  private static final String FROM = " from events ";

  /** A snapshot that equals a payload is not stored again. */
  private static final String PACKED =
      ", case when snapshot is null then fan end as fan"
          + ", case when snapshot is null then payloads end as payloads";

  private final Database database;
  private final LongSupplier horizon;
  private final String select;
  private final Sql.Row<byte[]> snapshot;
  private final Subjects subjects;

  /**
   * The journal in this database.
   *
   * @param horizon gives a sequence up to which everything that will ever be there is visible to
   *     later reads: so far a reader that goes by sequences passes nothing that comes later
   */
  public SqlJournal(Database database, LongSupplier horizon) {
    this(
        database,
        horizon,
        COLUMNS + FROM,
        row -> row.getBytes("snapshot"),
        (connection, subject, from, until) ->
            database.dialect().eventsOf(Columns.text(subject), from, until));
  }

  private SqlJournal(
      Database database,
      LongSupplier horizon,
      String select,
      Sql.Row<byte[]> snapshot,
      Subjects subjects) {
    this.subjects = subjects;
    this.database = database;
    this.horizon = horizon;
    this.select = select;
    this.snapshot = snapshot;
  }

  /** The same where events are packed. */
  public static SqlJournal packed(PackedContext context, LongSupplier horizon) {
    return new SqlJournal(
        context.store().database(),
        horizon,
        COLUMNS + PACKED + FROM,
        row ->
            PackedEvent.snapshot(
                row.getBytes("snapshot"), row.getBytes("fan"), row.getBytes("payloads")),
        (connection, subject, from, until) ->
            EventSubjects.of(connection, context, subject, from, until));
  }

  @Override
  public Page after(long sequence, Wanted wanted, int limit) {
    long until = newest();
    long end = sequence;
    List<Recorded> found = new ArrayList<>();
    for (int step = 0; step < STEPS && end < until && found.size() < limit; step++) {
      Step next = new Step(end, until, limit - found.size());
      Step done = database.read(connection -> read(connection, next, wanted, found));
      end = done.from();
    }
    return new Page(found, end, swept());
  }

  /** Reads a step; what is left to be read after it. */
  private Step read(Connection connection, Step step, Wanted wanted, List<Recorded> into)
      throws SQLException {
    boolean searched = wanted.subject().isEmpty() && !wanted.types().isEmpty();
    long until = searched ? end(connection, step) : step.until();
    List<Recorded> found = select(connection, new Step(step.from(), until, step.limit()), wanted);
    into.addAll(found);
    boolean full = found.size() == step.limit();
    return new Step(full ? found.getLast().sequence() : until, step.until(), step.limit());
  }

  /** Where a step ends that looks at every event. */
  private static long end(Connection connection, Step step) throws SQLException {
    Sql sql =
        Sql.of(
            """
            select count(*), max(sequence) from (
              select sequence from events where sequence > ? and sequence <= ?
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
        Sql.of(select)
            .then(where(connection, step, wanted.subject()))
            .then(DeliveryFilterSql.types("type", wanted.types()))
            .then(" order by sequence limit ?", step.limit());
    return sql.list(connection, this::recorded);
  }

  private Sql where(Connection connection, Step step, String subject) throws SQLException {
    return subject.isEmpty()
        ? Sql.of("where sequence > ? and sequence <= ?", step.from(), step.until())
        : subjects
            .eventsOf(connection, subject, step.from(), step.until())
            .within("where sequence in (", ")");
  }

  private Recorded recorded(ResultSet row) throws SQLException {
    return new Recorded(
        row.getLong("sequence"),
        new Event.Id(row.getString("id")),
        new EventType(row.getString("type")),
        row.getString("subject"),
        Columns.time(row, "time"),
        snapshot.read(row));
  }

  @Override
  public Optional<Recorded> find(Event.Id id) {
    return database.read(
        connection -> Sql.first(connection, select + "where id = ?", this::recorded, id.value()));
  }

  @Override
  public long newest() {
    return horizon.getAsLong();
  }

  @Override
  public long swept() {
    return database.read(connection -> Sql.number(connection, "select swept from journal"));
  }

  /** A select of the numbers of events of a subject. */
  @FunctionalInterface
  private interface Subjects {
    Sql eventsOf(Connection connection, String subject, long from, long until) throws SQLException;
  }

  /** Events behind one place, up to another. */
  private record Step(long from, long until, int limit) {}
}
