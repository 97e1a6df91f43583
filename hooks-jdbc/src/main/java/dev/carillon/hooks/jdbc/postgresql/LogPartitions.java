package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.Partitions;
import dev.carillon.hooks.jdbc.store.StoreContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Divides events, attempts and subjects into ranges of numbers, which grow with time, and drops the
 * tables of those that are over. Deliveries are not divided: they have few rows, which are looked
 * for by much else than their number.
 *
 * <p>There is always a range for every number, the last of them without an end, so recording never
 * needs one that is not there. No range is a default one: so PostgreSQL knows that they follow each
 * other, and reads of the first or the last rows touch the tables at that end only.
 *
 * <p>An old range ends in the one below it: what is needed of it is copied there, its tables are
 * dropped, and its numbers belong to the other one from then on, all in one transaction. It may
 * have no more than a few rows that are needed; of others old rows are removed one by one. Who
 * makes or drops a range has the tables alone, for some milliseconds. It gives up soon where others
 * keep them, as a backup does for hours, since all others wait behind it, and tries again later.
 *
 * <p>Several nodes may try at once: one gets its turn, and looks again when it has the tables.
 * Nothing changes in deliveries meanwhile, and each transaction that adds one to an event locks the
 * event first, so what is needed is certain then. A transaction that reads at one moment keeps the
 * tables before it chooses that moment: rows that were moved after it would be missing.
 */
final class LogPartitions implements Partitions {

  private static final int DROP_FAILURES_TOLD = 12;

  /**
   * After so many failures in a row it is logged, earlier than for dropping: rows recorded
   * meanwhile make the change take longer.
   */
  private static final int EXTEND_FAILURES_TOLD = 6;

  /**
   * A range that is late is so many times as long: until it is made, no number may be behind it.
   */
  private static final long LATE = 4;

  private static final int KEPT_MAX = 2_000;
  private static final long KEPT_BYTES_MAX = 32L << 20;

  /**
   * The most by which the order of numbers and that of times may differ: longer than any
   * transaction may take.
   */
  private static final Duration DISORDER = Duration.ofMinutes(2);

  private static final String LAST_OF =
      """
      select recorded_at from {events} where sequence >= ? and sequence < ?
      order by sequence desc limit 1
      """;
  private static final String NOT_LOOKED_AT =
      """
      select 1 from {events}
      where sequence > (select looked from {journal}) and sequence < ? limit 1
      """;
  private static final String KEPT_EVENTS =
      """
      select event from {deliveries} where event >= ? and event < ?
      union select event from {held_events} where event >= ? and event < ? limit ?
      """;
  private static final String KEPT_DELIVERIES =
      "select sequence from {deliveries} where sequence >= ? and sequence < ? limit ?";
  private static final String KEPT_BYTES =
      """
      select (
          select coalesce(sum(octet_length(payloads) + coalesce(octet_length(snapshot), 0)), 0)
          from {events} where sequence = any (?))
        + (
          select coalesce(sum(300 + coalesce(octet_length(body), 0)), 0)
          from {attempts} where delivery = any (?))
      """;
  private static final String UNPURGED =
      """
      select 1 from {deliveries}
      where sequence >= ? and sequence < ? and ended_at < ? and ended_at is not null
        and not exists (select 1 from {redeliveries} r where r.delivery = {deliveries}.sequence)
      limit 1
      """;
  private static final String GIVEN =
      """
      select greatest((select max(sequence) from {events}), (select max(delivery) from {attempts}))
      """;
  private static final String MADE =
      "insert into {log_partitions} (low, high, by_rows) values (?, ?, false)";
  private static final String GROWN = "update {log_partitions} set high = ? where low = ?";
  private static final String GONE = "delete from {log_partitions} where low = ?";
  private static final String BY_ROWS = "update {log_partitions} set by_rows = true where low = ?";
  private static final String LAST_EVENT =
      "select max(sequence) from {events} where sequence >= ? and sequence < ?";
  private static final String PURGED =
      """
      update {journal} set swept = greatest(swept, ?), looked = greatest(looked, ?)
      """;

  private final StoreContext context;
  private final ExclusiveTables extending;
  private final ExclusiveTables dropping;

  LogPartitions(StoreContext context) {
    this.context = context;
    this.extending =
        new ExclusiveTables(
            context.database(),
            context.engineClock(),
            EXTEND_FAILURES_TOLD,
            "what is new is recorded into the partition rest until one can be made");
    this.dropping =
        new ExclusiveTables(
            context.database(),
            context.engineClock(),
            DROP_FAILURES_TOLD,
            "what is old stays until it can be dropped");
  }

  @Override
  public long rowsBelow(Connection connection) throws SQLException {
    long newest = SequenceNumbers.lastOf(connection);
    return Partition.all(connection).stream()
        .filter(range -> range.low() > 0 && range.goesWhole(newest))
        .mapToLong(Partition::low)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public void extend() {
    if (context.database().read(LogPartitions::needsMore)) {
      extending.change(LogPartitions::late, LogPartitions::extend);
    }
  }

  private static boolean needsMore(Connection connection) throws SQLException {
    return Partition.all(connection).getLast().halfFull(SequenceNumbers.lastOf(connection))
        && Partition.owned(connection);
  }

  /** The tables without an end that have rows; these will be in the next range. */
  private static List<KnownRange> late(Connection connection) throws SQLException {
    Optional<Partition> next = next(connection);
    return next.isPresent()
        ? PartitionedTable.known(connection, PartitionedTable::rest, next.get())
        : List.of();
  }

  private static boolean extend(Connection connection) throws SQLException {
    Optional<Partition> next = next(connection);
    if (next.isPresent()) {
      add(connection, next.get());
    }
    return next.isPresent();
  }

  /** Empty where the last one has room for long. */
  private static Optional<Partition> next(Connection connection) throws SQLException {
    List<Partition> all = Partition.all(connection);
    long given = Sql.number(connection, GIVEN);
    long newest = Math.max(given, SequenceNumbers.lastOf(connection));
    Partition last = all.getLast();
    return last.halfFull(newest)
        ? Optional.of(Partition.following(all, newest, newest < last.high() ? 1 : LATE))
        : Optional.empty();
  }

  /** Makes this range, behind all others. */
  static void add(Connection connection, Partition next) throws SQLException {
    for (PartitionedTable table : PartitionedTable.values()) {
      table.extend(connection, next);
    }
    Sql.update(connection, MADE, next.low(), next.high());
  }

  @Override
  public boolean drop(long clear, long recordedBefore) {
    Optional<Due> due =
        context.database().read(connection -> due(connection, clear, recordedBefore));
    if (due.isEmpty()) {
      return false;
    }
    Due one = due.get();
    return one.byRows()
        ? context.database().write(connection -> Sql.update(connection, BY_ROWS, one.low())) > 0
        : dropping.change(
            connection -> growing(connection, one), connection -> drop(connection, one));
  }

  /** The first range that can go, or that has to be purged by rows instead. */
  private Optional<Due> due(Connection connection, long clear, long recordedBefore)
      throws SQLException {
    if (!Partition.owned(connection)) {
      return Optional.empty();
    }
    List<Partition> all = Partition.all(connection);
    long newest = SequenceNumbers.lastOf(connection);
    for (int i = 1; i < all.size(); i++) {
      Partition range = all.get(i);
      if (range.high() > Math.min(clear, newest)) {
        return Optional.empty();
      }
      boolean whole = range.goesWhole(newest);
      boolean over = !whole || isOld(connection, range, recordedBefore);
      if (!over || !isPurged(connection, whole ? range.low() : range.high())) {
        return Optional.empty();
      }
      if (Kept.of(connection, range).isLittle(connection)) {
        return Optional.of(new Due(range.low(), false));
      }
      if (whole) {
        return isUnpurged(connection, range, recordedBefore)
            ? Optional.empty()
            : Optional.of(new Due(range.low(), true));
      }
    }
    return Optional.empty();
  }

  /** Whether all of it was recorded before; what seems to be in the future counts as old. */
  private boolean isOld(Connection connection, Partition range, long before) throws SQLException {
    long at = Sql.number(connection, LAST_OF, range.low(), range.high());
    return at < before - DISORDER.toMillis() * 1_000 || at > Columns.micros(context.engineNow());
  }

  /** Whether it was looked at all events below, of which those remain that are needed. */
  private static boolean isPurged(Connection connection, long below) throws SQLException {
    return !Sql.any(connection, NOT_LOOKED_AT, below);
  }

  /**
   * Whether deliveries of it are about to be removed: those that wait to be redelivered are not.
   */
  private static boolean isUnpurged(Connection connection, Partition range, long before)
      throws SQLException {
    return Sql.any(connection, UNPURGED, range.low(), range.high(), before);
  }

  /** The tables below a due range that have rows: they get its numbers. */
  private static List<KnownRange> growing(Connection connection, Due due) throws SQLException {
    List<Partition> all = Partition.all(connection);
    int at = due.placeIn(all);
    if (at <= 0) {
      return List.of();
    }
    Partition below = all.get(at - 1);
    return PartitionedTable.known(
        connection,
        table -> table.nameOf(below),
        new Partition(below.low(), all.get(at).high(), false));
  }

  /** Another node may have dropped it, or more of it may be needed, since it was found. */
  private static boolean drop(Connection connection, Due due) throws SQLException {
    List<Partition> all = Partition.all(connection);
    int at = due.placeIn(all);
    if (at <= 0) {
      return false;
    }
    Partition gone = all.get(at);
    Partition below = all.get(at - 1);
    Kept kept = Kept.of(connection, gone);
    if (!kept.isLittle(connection)) {
      return false;
    }
    long last = Sql.number(connection, LAST_EVENT, gone.low(), gone.high());
    for (PartitionedTable table : PartitionedTable.values()) {
      table.drop(connection, below, gone, kept.numbersOf(table));
    }
    Sql.update(connection, GONE, gone.low());
    Sql.update(connection, GROWN, gone.high(), below.low());
    Sql.update(connection, PURGED, last, gone.high() - 1);
    return true;
  }

  /**
   * A range whose time has come.
   *
   * @param byRows whether its rows are removed one by one
   */
  private record Due(long low, boolean byRows) {

    /** Below 0: it is not there any more. */
    int placeIn(List<Partition> all) {
      return all.stream().map(Partition::low).toList().indexOf(low);
    }
  }

  /**
   * The rows of a range that must be kept.
   *
   * @param events the numbers of events that deliveries need
   * @param deliveries the numbers of deliveries that have rows
   */
  private record Kept(List<Long> events, List<Long> deliveries) {

    static Kept of(Connection connection, Partition range) throws SQLException {
      return new Kept(
          Sql.list(
              connection,
              KEPT_EVENTS,
              Sql.NUMBER,
              range.low(),
              range.high(),
              range.low(),
              range.high(),
              KEPT_MAX + 1),
          Sql.list(
              connection, KEPT_DELIVERIES, Sql.NUMBER, range.low(), range.high(), KEPT_MAX + 1));
    }

    /** Whether it is copied in some milliseconds. */
    boolean isLittle(Connection connection) throws SQLException {
      return events.size() <= KEPT_MAX
          && deliveries.size() <= KEPT_MAX
          && Sql.number(connection, KEPT_BYTES, array(events), array(deliveries)) <= KEPT_BYTES_MAX;
    }

    long[] numbersOf(PartitionedTable table) {
      return array(table == PartitionedTable.ATTEMPTS ? deliveries : events);
    }

    private static long[] array(List<Long> numbers) {
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
