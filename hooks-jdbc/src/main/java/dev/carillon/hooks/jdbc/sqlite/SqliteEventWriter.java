package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.EventWriter;
import dev.carillon.hooks.jdbc.store.NumberedEvent;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some rows for a statement, which costs half of what a statement for each row does: that would go
 * down both trees anew, where the next row of the same statement is known to come behind the last.
 */
final class SqliteEventWriter implements EventWriter {

  /** More gain nothing. */
  private static final int ROWS_MAX = 16;

  private static final int COLUMNS = 10;

  private static final String INSERT =
      """
      insert into events
        (owner, sequence, id, type, subject, time, recorded_at, fan, trace, payloads, snapshot)
      values\
      """;

  /** For one row, for two, and so on. */
  private final List<String> inserts;

  SqliteEventWriter(long owner) {
    String row = " (" + owner + ", " + Sql.marks(COLUMNS) + ")";
    this.inserts =
        IntStream.rangeClosed(1, ROWS_MAX)
            .mapToObj(rows -> INSERT + String.join(",", Collections.nCopies(rows, row)))
            .toList();
  }

  @Override
  public boolean write(Connection connection, StoredSet webhooks, List<NumberedEvent> events)
      throws SQLException {
    if (WebhookCache.revision(connection) != webhooks.revision()) {
      return false;
    }
    for (int from = 0; from < events.size(); from += ROWS_MAX) {
      insert(connection, events.subList(from, Math.min(events.size(), from + ROWS_MAX)));
    }
    return true;
  }

  private void insert(Connection connection, List<NumberedEvent> events) throws SQLException {
    Sql.run(
        connection,
        inserts.get(events.size() - 1),
        statement -> {
          for (int row = 0; row < events.size(); row++) {
            set(statement, row * COLUMNS, events.get(row));
          }
          return statement.executeUpdate();
        });
  }

  private static void set(PreparedStatement statement, int before, NumberedEvent numbered)
      throws SQLException {
    Event event = numbered.fanOut().event();
    statement.setLong(before + 1, numbered.sequence());
    statement.setString(before + 2, event.id().value());
    statement.setString(before + 3, event.type().name());
    statement.setString(before + 4, Columns.text(event.subject()));
    statement.setLong(before + 5, Columns.micros(event.time()));
    statement.setLong(before + 6, numbered.at());
    statement.setBytes(before + 7, numbered.packed().fan());
    statement.setString(before + 8, numbered.trace());
    statement.setBytes(before + 9, numbered.packed().payloads());
    statement.setBytes(before + 10, numbered.packed().snapshot());
  }
}
