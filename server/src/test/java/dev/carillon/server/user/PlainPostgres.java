package dev.carillon.server.user;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Work;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;

/** A real PostgreSQL, one transaction for each piece of work. */
final class PlainPostgres implements Database {

  private final EmbeddedPostgres postgres;

  PlainPostgres() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public <T> T write(Work<T> work) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      connection.setAutoCommit(false);
      T result = work.in(connection);
      connection.commit();
      return result;
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Override
  public <T> T read(Work<T> work) {
    return write(work);
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
