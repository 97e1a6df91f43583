package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** A table that is divided into ranges of numbers, and how ranges are made, moved and dropped. */
enum PartitionedTable {
  /** Events by their number. */
  EVENTS(
      "events",
      1,
      "with (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.02)",
      "create unique index on %s (id)",
      "insert into %1$s select * from %2$s where sequence = any (?)"),

  /** Attempts by the number of their delivery. */
  ATTEMPTS("attempts", 1, "", "", "insert into %1$s select * from %2$s where delivery = any (?)"),

  /** Subjects by the block of their events, which have been moved before. */
  SUBJECTS(
      "event_subjects",
      Partition.BLOCK,
      "",
      "",
      """
      insert into %1$s (block, subject, sequence)
      select sequence >> 20, subject, sequence from events where sequence = any (?)
      """);

  private static final String REST = "rest";

  private final String table;
  private final long unit;
  private final String options;
  private final String index;
  private final String keep;

  PartitionedTable(String table, long unit, String options, String index, String keep) {
    this.table = table;
    this.unit = unit;
    this.options = options;
    this.index = index;
    this.keep = keep;
  }

  /** Makes room for a range before the one without an end, which has become its table. */
  void extend(Connection connection, Partition next) throws SQLException {
    run(connection, "alter table %s detach partition %s".formatted(table, rest()));
    run(connection, "alter table %s rename to %s".formatted(rest(), nameOf(next)));
    run(connection, "create table %s (like %s including all) %s".formatted(rest(), table, options));
    if (!index.isEmpty()) {
      run(connection, index.formatted(rest()));
    }
    attach(connection, nameOf(next), bound(next.low()), bound(next.high()));
    attach(connection, rest(), bound(next.high()), "maxvalue");
  }

  /**
   * Drops a range and lets the one below it have its numbers, and what is needed of its rows.
   *
   * @param kept by which numbers that is found
   */
  void drop(Connection connection, Partition below, Partition gone, long[] kept)
      throws SQLException {
    run(connection, "alter table %s detach partition %s".formatted(table, nameOf(gone)));
    run(connection, "alter table %s detach partition %s".formatted(table, nameOf(below)));
    Sql.update(connection, keep.formatted(nameOf(below), nameOf(gone)), (Object) kept);
    run(connection, "drop table " + nameOf(gone));
    attach(
        connection,
        nameOf(below),
        below.low() == 0 ? "minvalue" : bound(below.low()),
        bound(gone.high()));
  }

  private void attach(Connection connection, String name, String from, String to)
      throws SQLException {
    run(
        connection,
        "alter table %s attach partition %s for values from (%s) to (%s)"
            .formatted(table, name, from, to));
  }

  private String bound(long number) {
    return Long.toString(number / unit);
  }

  private String rest() {
    return table + "_" + REST;
  }

  /** The table with a range's rows. */
  String nameOf(Partition range) {
    return table + "_" + range.low();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
