package dev.carillon.server.operations.transfer;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.operations.transfer.CopiedTable.Column;
import dev.carillon.server.platform.database.UnfinishedCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are copied, as the catalogues of both databases tell: all that both have, and the
 * tables that a foreign key names before those that have it.
 */
final class Catalogue {

  /** Tables that only PostgreSQL has: what a single process keeps in memory, or does not need. */
  static final Map<String, String> ONLY_ON_POSTGRESQL =
      Map.of(
          "cluster_properties", "the file cluster-properties.txt of the home counts at the start",
          "given_rows", "concerns nodes that are alive",
          "log_partitions", "says how PostgreSQL divides the log, and is not content",
          "login_failures", "one process counts failed logins in memory",
          "mail_buckets", "one process counts e-mails in memory",
          "node_facts", "concerns nodes that are alive",
          "nodes", "each start of a server on PostgreSQL enters itself");

  /** Columns that only PostgreSQL has; each has a default. */
  static final Map<String, String> COLUMNS_ONLY_ON_POSTGRESQL =
      Map.of("webhooks.recent_failures", "one process counts recent failures in memory");

  private static final Set<String> NOT_CONTENT =
      Set.of("schema_history", UnfinishedCopy.TABLE, CopyState.TABLES);

  private static final String SOURCE_TABLES =
      """
      select name, wr from pragma_table_list
      where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\'
      order by name
      """;
  private static final String SOURCE_COLUMNS =
      "select name, pk from pragma_table_info(?) order by cid";

  /** Partitions are reached through the table that they are parts of. */
  private static final String TARGET_COLUMNS =
      """
      select c.relname, a.attname, format_type(a.atttypid, null)
      from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid
      where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped
      order by c.relname, a.attnum
      """;

  private static final String REFERENCES =
      """
      select distinct child.relname, parent.relname
      from pg_constraint f
        join pg_class child on child.oid = f.conrelid
        join pg_class parent on parent.oid = f.confrelid
        join pg_namespace n on n.oid = child.relnamespace
      where f.contype = 'f' and n.nspname = current_schema()
      """;

  private Catalogue() {}

  /**
   * The tables to copy, in an order in which they can be filled.
   *
   * @throws IllegalStateException where the two databases differ in a way that is not planned
   */
  static List<CopiedTable> tables(Connection source, Connection target) throws SQLException {
    Map<String, Map<String, String>> there = targetColumns(target);
    Map<String, CopiedTable> copied = new LinkedHashMap<>();
    for (SourceTable table : sourceTables(source)) {
      copied.put(table.name(), matched(source, table, there.get(table.name())));
    }
    Set<String> only = new TreeSet<>(there.keySet());
    only.removeAll(copied.keySet());
    only.removeAll(ONLY_ON_POSTGRESQL.keySet());
    if (!only.isEmpty()) {
      throw new IllegalStateException("tables that only PostgreSQL has: " + only);
    }
    return ordered(copied, references(target));
  }

  private static List<SourceTable> sourceTables(Connection source) throws SQLException {
    return Sql.list(
            source, SOURCE_TABLES, row -> new SourceTable(row.getString(1), row.getInt(2) == 0))
        .stream()
        .filter(table -> !NOT_CONTENT.contains(table.name()))
        .toList();
  }

  private static Map<String, Map<String, String>> targetColumns(Connection target)
      throws SQLException {
    Map<String, Map<String, String>> all = new HashMap<>();
    Sql.each(
        target,
        TARGET_COLUMNS,
        row ->
            all.computeIfAbsent(row.getString(1), table -> new LinkedHashMap<>())
                .put(row.getString(2), row.getString(3)));
    all.keySet().removeAll(NOT_CONTENT);
    return all;
  }

  private static CopiedTable matched(
      Connection source, SourceTable table, @Nullable Map<String, String> types)
      throws SQLException {
    if (types == null) {
      throw new IllegalStateException("PostgreSQL has no table " + table.name());
    }
    List<Column> columns = new ArrayList<>();
    Map<Integer, Column> key = new HashMap<>();
    Sql.each(
        source,
        SOURCE_COLUMNS,
        row -> {
          String name = row.getString(1);
          String type = types.get(name);
          if (type == null) {
            throw new IllegalStateException(
                "PostgreSQL has no column %s.%s".formatted(table.name(), name));
          }
          Column column = new Column(name, ColumnType.of(type));
          columns.add(column);
          key.put(row.getInt(2), column);
        },
        table.name());
    requireNoOther(table, columns, types.keySet());
    key.remove(0); // all that are no part of it
    List<Column> ofKey = new ArrayList<>();
    for (int place = 1; place <= key.size(); place++) {
      ofKey.add(requireNonNull(key.get(place)));
    }
    return new CopiedTable(
        table.name(), columns, ofKey.isEmpty() ? columns : ofKey, table.rowids());
  }

  private static void requireNoOther(
      SourceTable table, List<Column> columns, Set<String> columnsThere) {
    Set<String> only = new TreeSet<>();
    columnsThere.forEach(column -> only.add(table.name() + "." + column));
    columns.forEach(column -> only.remove(table.name() + "." + column.name()));
    only.removeAll(COLUMNS_ONLY_ON_POSTGRESQL.keySet());
    if (!only.isEmpty()) {
      throw new IllegalStateException("columns that only PostgreSQL has: " + only);
    }
  }

  /** For each table those that its foreign keys name. */
  private static Map<String, Set<String>> references(Connection target) throws SQLException {
    Map<String, Set<String>> all = new HashMap<>();
    Sql.each(
        target,
        REFERENCES,
        row ->
            all.computeIfAbsent(row.getString(1), child -> new TreeSet<>()).add(row.getString(2)));
    return all;
  }

  private static List<CopiedTable> ordered(
      Map<String, CopiedTable> tables, Map<String, Set<String>> references) {
    Set<String> done = new LinkedHashSet<>();
    while (done.size() < tables.size()) {
      int before = done.size();
      for (String name : tables.keySet()) {
        Set<String> needed = new TreeSet<>(references.getOrDefault(name, Set.of()));
        needed.remove(name);
        if (done.containsAll(needed)) {
          done.add(name);
        }
      }
      if (done.size() == before) {
        throw new IllegalStateException("foreign keys that name each other: " + tables.keySet());
      }
    }
    return done.stream().map(name -> requireNonNull(tables.get(name))).toList();
  }

  /** A table of SQLite. */
  private record SourceTable(String name, boolean rowids) {}
}
