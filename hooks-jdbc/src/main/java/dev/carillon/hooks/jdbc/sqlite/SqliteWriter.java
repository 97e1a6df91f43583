package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Work;
import dev.carillon.hooks.jdbc.transaction.GroupWriter;

/** The only way to change the file: one thread, one connection, one commit for all who wait. */
final class SqliteWriter implements AutoCloseable {

  private final GroupWriter writer;

  SqliteWriter(SqliteConnections connections, SqliteFaults faults) {
    this.writer = new GroupWriter("sqlite-writer", connections::writer, faults);
  }

  <T> T write(Work<T> work) {
    return writer.write(work);
  }

  /** Reads the file's head, so that a file of another kind is found at once. */
  void probe() {
    writer.write(connection -> Sql.any(connection, "pragma schema_version"));
  }

  @Override
  public void close() {
    writer.close();
  }
}
