package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A table that is divided into ranges of numbers, and how ranges are made, moved and dropped. */
enum PartitionedTable {
  /** Events by their number. */
  EVENTS(
      "events",
      "sequence",
      1,
      "with (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.02)",
      "create unique index on %s (id)",
      "insert into %1$s select * from %2$s where sequence = any (?)"),

  /** Attempts by the number of their delivery. */
  ATTEMPTS(
      "attempts",
      "delivery",
      1,
      "",
      "",
      "insert into %1$s select * from %2$s where delivery = any (?)"),

  /** Subjects by the block of their events, which have been moved before. */
  SUBJECTS(
      "event_subjects",
      "block",
      Partition.BLOCK,
      "",
      "",
      """
      insert into %1$s (block, subject, sequence)
      select sequence >> 20, subject, sequence from {events} where sequence = any (?)
      """);

  private static final String REST = "rest";

  private final String table;
  private final String column;
  private final long unit;
  private final String options;
  private final String index;
  private final String keep;

  PartitionedTable(
      String table, String column, long unit, String options, String index, String keep) {
    this.table = table;
    this.column = column;
    this.unit = unit;
    this.options = options;
    this.index = index;
    this.keep = keep;
  }

  /** Makes room for a range before the one without an end, which has become its table. */
  void extend(Connection connection, Partition next) throws SQLException {
    Sql.update(connection, "alter table %s detach partition %s".formatted(all(), rest()));
    Sql.update(
        connection, "alter table %s rename to {prefix}%s_%d".formatted(rest(), table, next.low()));
    Sql.update(
        connection, "create table %s (like %s including all) %s".formatted(rest(), all(), options));
    Sql.update(connection, "alter table %s owner to %s".formatted(rest(), owner(connection)));
    if (!index.isEmpty()) {
      Sql.update(connection, index.formatted(rest()));
    }
    attach(connection, nameOf(next), bound(next.low()), bound(next.high()));
    KnownRange.forget(connection, nameOf(next));
    attach(connection, rest(), bound(next.high()), "maxvalue");
  }

  /**
   * Drops a range and lets the one below it have its numbers, and what is needed of its rows.
   *
   * @param kept by which numbers that is found
   */
  void drop(Connection connection, Partition below, Partition gone, long[] kept)
      throws SQLException {
    Sql.update(connection, "alter table %s detach partition %s".formatted(all(), nameOf(gone)));
    Sql.update(connection, "alter table %s detach partition %s".formatted(all(), nameOf(below)));
    Sql.update(connection, keep.formatted(nameOf(below), nameOf(gone)), (Object) kept);
    Sql.update(connection, "drop table %s".formatted(nameOf(gone)));
    attach(
        connection,
        nameOf(below),
        below.low() == 0 ? "minvalue" : bound(below.low()),
        bound(gone.high()));
    KnownRange.forget(connection, nameOf(below));
  }

  /** Who owns the table as a whole, which may be a role that this connection's role is in. */
  private String owner(Connection connection) throws SQLException {
    return Sql.first(
            connection,
            "select quote_ident(pg_get_userbyid(relowner)) from pg_class where oid = to_regclass('%s')"
                .formatted(all()),
            row -> row.getString(1))
        .orElseThrow(() -> new SQLException("there is no table " + table));
  }

  /**
   * What PostgreSQL must know of tables with rows before they become, or become again, the tables
   * of a range.
   *
   * @param name what a table is called now
   */
  static List<KnownRange> known(
      Connection connection, Function<PartitionedTable, String> name, Partition range)
      throws SQLException {
    List<KnownRange> all = new ArrayList<>();
    for (PartitionedTable one : values()) {
      if (Sql.any(connection, "select 1 from %s limit 1".formatted(name.apply(one)))) {
        all.add(
            new KnownRange(
                name.apply(one),
                one.column,
                range.low() == 0 ? "" : one.bound(range.low()),
                one.bound(range.high())));
      }
    }
    return all;
  }

  private void attach(Connection connection, String name, String from, String to)
      throws SQLException {
    Sql.update(
        connection,
        "alter table %s attach partition %s for values from (%s) to (%s)"
            .formatted(all(), name, from, to));
  }

  private String bound(long number) {
    return Long.toString(number / unit);
  }

  /** The table as a whole. */
  private String all() {
    return "{" + table + "}";
  }

  /** The table without an end. */
  String rest() {
    return all() + "_" + REST;
  }

  /** The table with a range's rows. */
  String nameOf(Partition range) {
    return all() + "_" + range.low();
  }
}
