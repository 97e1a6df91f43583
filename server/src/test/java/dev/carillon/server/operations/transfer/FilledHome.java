package dev.carillon.server.operations.transfer;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.operations.transfer.CopiedTable.Column;
import dev.carillon.server.testing.RecordedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A home whose database has rows in every table, with values that are hard to copy. */
record FilledHome(Path home) {

  static final int ROWS = 9;

  /** Behind what a server has written. */
  private static final long FIRST = 1_000;

  private static final List<String> TEXTS =
      List.of(
          "",
          "before\0after",
          "\0",
          "\\N\t\r\n\\.",
          "\uD83D\uDE00 \uD842\uDFB7",
          "\uFFFF\uFFFE\uFEFF\u0001",
          "'\"; drop table users; --",
          "äöü ß Σς \u0130",
          "x".repeat(50_000));

  private static final List<byte[]> BYTES =
      List.of(new byte[0], new byte[] {0}, allBytes(256), allBytes(200_000));

  /** No delivery was recorded with these events. */
  private static final byte[] NO_FAN = {1, 0};

  /** One that a server has made, and has stopped. */
  static FilledHome in(Path home, List<CopiedTable> tables) throws SQLException {
    new RecordedServer(home, "").close();
    FilledHome filled = new FilledHome(home);
    try (Connection connection = filled.connect()) {
      connection.setAutoCommit(false);
      for (CopiedTable table : tables) {
        filled.fill(connection, table);
      }
      connection.commit();
    }
    return filled;
  }

  Path file() {
    return home.resolve("data/carillon.db");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private void fill(Connection connection, CopiedTable table) throws SQLException {
    Set<String> telling = telling(connection, table);
    for (int i = 0; i < ROWS; i++) {
      int row = i;
      Object[] values =
          IntStream.range(0, table.columns().size())
              .mapToObj(place -> value(table.columns().get(place), telling, row, place))
              .toArray();
      Sql.update(
          connection,
          "insert into %s (%s) values (%s)"
              .formatted(table.quoted(), table.columnList(), Sql.marks(values.length)),
          values);
    }
  }

  /** The columns that must be different in each row, or name a row of another table. */
  private static Set<String> telling(Connection connection, CopiedTable table) throws SQLException {
    Set<String> names = new HashSet<>();
    if (!table.key().equals(table.columns())) {
      table.key().forEach(column -> names.add(column.name()));
    }
    String unique =
        "select c.name from pragma_index_list(?) i, pragma_index_info(i.name) c"
            + " where i.\"unique\" = 1 and c.name is not null";
    names.addAll(Sql.list(connection, unique, row -> row.getString(1), table.name()));
    names.addAll(
        Sql.list(
            connection,
            "select \"from\" from pragma_foreign_key_list(?)",
            row -> row.getString(1),
            table.name()));
    return names;
  }

  private static @Nullable Object value(Column column, Set<String> telling, int row, int place) {
    boolean tells = telling.contains(column.name());
    int kind = row + place;
    return switch (column.type()) {
      case BIGINT -> tells ? FIRST + row : cycled(kind, Long.MIN_VALUE, Long.MAX_VALUE);
      case INTEGER ->
          column.name().equals("works_with")
              ? 1L
              : tells ? FIRST + row : cycled(kind, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case SMALLINT -> cycled(kind, Short.MIN_VALUE, Short.MAX_VALUE);
      case BOOLEAN -> kind % 2;
      case TEXT -> tells ? "id-\uD83D\uDE00-" + row : TEXTS.get(kind % TEXTS.size());
      case BYTEA -> column.name().equals("fan") ? NO_FAN : BYTES.get(kind % BYTES.size());
    };
  }

  private static long cycled(int kind, long least, long greatest) {
    return List.of(least, greatest, 0L, -1L, 7L).get(kind % 5);
  }

  private static byte[] allBytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  /** All rows of a table, each as text, in an order of their own. */
  static List<String> rows(Connection connection, CopiedTable table) throws SQLException {
    return Sql.list(
            connection,
            "select " + table.columnList() + " from " + table.quoted(),
            row -> {
              StringBuilder text = new StringBuilder();
              for (int i = 1; i <= table.columns().size(); i++) {
                text.append(shown(row.getObject(i))).append('|');
              }
              return text.toString();
            })
        .stream()
        .sorted()
        .toList();
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean flag -> flag ? "1" : "0";
      case byte[] bytes -> bytes.length + ":" + Arrays.hashCode(bytes);
      case String text -> "'" + text.replace('\0', '\uFFFD') + "'";
      default -> value.toString();
    };
  }
}
