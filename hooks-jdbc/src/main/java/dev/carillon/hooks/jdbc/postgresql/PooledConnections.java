package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.transaction.ConnectionSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Takes connections from a pool that others use too: none is kept for long, and each goes back as
 * they come, since not every pool sees to that itself.
 */
final class PooledConnections implements ConnectionSource {

  /** Less than pools let pass before they report a leak: two seconds or more. */
  private static final Duration KEPT_AT_MOST = Duration.ofSeconds(1);

  /** How long an idle connection is kept: writes that follow soon need not ask the pool again. */
  private static final Duration KEPT_IDLE = Duration.ofMillis(50);

  private final DataSource pool;
  private final TableNames names;
  private final boolean readOnly;

  /** How the pool's connections come, all of them. */
  private volatile Settings found = new Settings(true, false);

  /**
   * Connections of this pool.
   *
   * @param readOnly whether they only read
   */
  PooledConnections(DataSource pool, TableNames names, boolean readOnly) {
    this.pool = pool;
    this.names = names;
    this.readOnly = readOnly;
  }

  @Override
  public Connection open() throws SQLException {
    Connection connection = pool.getConnection();
    try {
      found = new Settings(connection.getAutoCommit(), connection.isReadOnly());
      new Settings(false, readOnly).apply(connection);
      return connection;
    } catch (SQLException | RuntimeException unusable) {
      connection.close();
      throw unusable;
    }
  }

  @Override
  public void close(Connection connection) throws SQLException {
    try (connection) {
      connection.rollback();
      found.apply(connection);
    }
  }

  @Override
  public Object origin() {
    return pool;
  }

  @Override
  public TableNames names() {
    return names;
  }

  @Override
  public Duration keptAtMost() {
    return KEPT_AT_MOST;
  }

  @Override
  public Duration keptIdle() {
    return KEPT_IDLE;
  }

  private record Settings(boolean autoCommit, boolean readOnly) {

    void apply(Connection connection) throws SQLException {
      if (connection.isReadOnly() != readOnly) {
        connection.setReadOnly(readOnly);
      }
      if (connection.getAutoCommit() != autoCommit) {
        connection.setAutoCommit(autoCommit);
      }
    }
  }
}
