package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.operations.transfer.CopiedTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table of SQLite, as PostgreSQL will have them, one after the other. PostgreSQL
 * stores no text with the character U+0000: it is replaced by U+FFFD.
 */
final class SourceRows implements RowSource {

  private static final char UNSTORABLE = '\0';
  private static final char REPLACEMENT = '\uFFFD';

  private final CopiedTable table;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private long replaced;

  private SourceRows(CopiedTable table, PreparedStatement statement) throws SQLException {
    this.table = table;
    this.statement = statement;
    this.rows = statement.executeQuery();
  }

  /** All rows, in the order of the table's key. */
  static SourceRows byKey(Connection connection, CopiedTable table) throws SQLException {
    return new SourceRows(
        table, connection.prepareStatement(selected(table) + " order by " + table.keyList()));
  }

  /**
   * The rows in the order in which they lie in the file.
   *
   * @param position of the row before the first, as {@link #position} gave it; none: from the first
   */
  static SourceRows behind(Connection connection, CopiedTable table, List<String> position)
      throws SQLException {
    String place = table.rowids() ? "rowid" : table.keyList();
    String behind =
        position.isEmpty() ? "" : " where (" + place + ") > (" + Sql.marks(position.size()) + ")";
    PreparedStatement statement =
        connection.prepareStatement(selected(table) + behind + " order by " + place);
    for (int i = 0; i < position.size(); i++) {
      boolean text = !table.rowids() && table.key().get(i).type() == ColumnType.TEXT;
      if (text) {
        statement.setString(i + 1, position.get(i));
      } else {
        statement.setLong(i + 1, Long.parseLong(position.get(i)));
      }
    }
    return new SourceRows(table, statement);
  }

  private static String selected(CopiedTable table) {
    return "select %s%s from %s"
        .formatted(table.columnList(), table.rowids() ? ", rowid" : "", table.quoted());
  }

  @Override
  public Optional<EncodedRow> next() throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    List<byte[]> fields = new ArrayList<>(table.columns().size());
    for (int place = 0; place < table.columns().size(); place++) {
      fields.add(field(table.columns().get(place), rows.getObject(place + 1)));
    }
    return Optional.of(new EncodedRow(fields));
  }

  private byte[] field(Column column, @Nullable Object value) throws SQLException {
    if (value == null) {
      return EncodedRow.NONE;
    }
    try {
      return column.type().encoded(value instanceof String text ? storable(column, text) : value);
    } catch (IllegalArgumentException unfit) {
      throw new Failure(
          ExitCode.FAILURE,
          "the copy is not complete: table %s, row %s: column %s %s. Correct or delete this row in the home's database, then run this again"
              .formatted(table.name(), position(), column.name(), unfit.getMessage()));
    }
  }

  private String storable(Column column, String text) {
    if (text.indexOf(UNSTORABLE) < 0) {
      return text;
    }
    if (table.key().contains(column)) {
      throw new IllegalArgumentException(
          "holds the character U+0000, which PostgreSQL does not store, and this column is part of"
              + " the key");
    }
    replaced++;
    return text.replace(UNSTORABLE, REPLACEMENT);
  }

  /** Where the last row is: what {@link #behind} goes on from. */
  List<String> position() throws SQLException {
    if (table.rowids()) {
      return List.of(rows.getString(table.columns().size() + 1));
    }
    List<String> key = new ArrayList<>();
    for (Column column : table.key()) {
      key.add(rows.getString(table.place(column) + 1));
    }
    return Collections.unmodifiableList(key);
  }

  /** In how many texts a character was replaced. */
  long replaced() {
    return replaced;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
