package dev.carillon.server.operations.transfer;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table that both databases have.
 *
 * @param columns those of SQLite, in their order; PostgreSQL has each
 * @param key by which rows are told apart: the primary key, else all columns
 * @param rowids whether SQLite keeps the rows by numbers of its own
 */
record CopiedTable(String name, List<Column> columns, List<Column> key, boolean rowids) {

  CopiedTable {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** A column, with its type in PostgreSQL. */
  record Column(String name, ColumnType type) {

    String quoted() {
      return '"' + name + '"';
    }
  }

  String quoted() {
    return '"' + name + '"';
  }

  /** All columns, as SQL lists them. */
  String columnList() {
    return list(columns);
  }

  /** The columns of the key, as SQL lists them. */
  String keyList() {
    return list(key);
  }

  /** The order of the key in PostgreSQL, which is that of bytes, as in SQLite. */
  String keyOrder() {
    return key.stream()
        .map(column -> column.quoted() + (column.type() == ColumnType.TEXT ? " collate \"C\"" : ""))
        .map(column -> column + " nulls first")
        .collect(Collectors.joining(", "));
  }

  /** Where a column of the key is among all. */
  int place(Column column) {
    return columns.indexOf(column);
  }

  private static String list(List<Column> columns) {
    return columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
  }
}
