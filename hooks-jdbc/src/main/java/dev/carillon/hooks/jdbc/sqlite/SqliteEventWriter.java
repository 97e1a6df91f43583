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
import java.util.List;

/** Row by row: no network lies before the database, so larger statements would gain nothing. */
record SqliteEventWriter(long owner) implements EventWriter {

  private static final String INSERT =
      """
      insert into events
        (sequence, id, type, subject, time, recorded_at, owner, fan, trace, payloads, snapshot)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  @Override
  public boolean write(Connection connection, StoredSet webhooks, List<NumberedEvent> events)
      throws SQLException {
    if (WebhookCache.revision(connection) != webhooks.revision()) {
      return false;
    }
    Sql.run(
        connection,
        INSERT,
        statement -> {
          for (NumberedEvent event : events) {
            insert(statement, event);
          }
          return true;
        });
    return true;
  }

  private void insert(PreparedStatement statement, NumberedEvent numbered) throws SQLException {
    Event event = numbered.fanOut().event();
    statement.setLong(1, numbered.sequence());
    statement.setString(2, event.id().value());
    statement.setString(3, event.type().name());
    statement.setString(4, Columns.text(event.subject()));
    statement.setLong(5, Columns.micros(event.time()));
    statement.setLong(6, numbered.at());
    statement.setLong(7, owner);
    statement.setBytes(8, numbered.packed().fan());
    statement.setString(9, numbered.trace());
    statement.setBytes(10, numbered.packed().payloads());
    statement.setBytes(11, numbered.packed().snapshot());
    statement.executeUpdate();
  }
}
