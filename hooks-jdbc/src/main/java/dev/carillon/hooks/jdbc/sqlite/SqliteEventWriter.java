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

  /** The database copies what a statement is given: large payloads go nearly alone. */
  private static final int BYTES_ENOUGH = 256 * 1024;

  private static final int COLUMNS = 14;

  private static final String INSERT =
      """
      insert into {events}
        (owner, sequence, id, type, subject, time, recorded_at, fan, trace, payloads, snapshot,
        owned_by, tags, content_type, webhooks_revision)
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
    int done = 0;
    while (done < events.size()) {
      int rows = together(events.subList(done, events.size()));
      insert(connection, events.subList(done, done + rows));
      done += rows;
    }
    return true;
  }

  /** How many of the first of these are written by one statement. */
  private static int together(List<NumberedEvent> events) {
    int rows = 0;
    int bytes = 0;
    while (rows < Math.min(events.size(), ROWS_MAX) && bytes < BYTES_ENOUGH) {
      bytes += events.get(rows).packed().payloads().length;
      rows++;
    }
    return rows;
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
    statement.setString(before + 11, numbered.owner());
    statement.setString(before + 12, numbered.tags());
    statement.setString(before + 13, numbered.contentType());
    statement.setLong(before + 14, numbered.fanOut().webhooksRevision());
  }
}
