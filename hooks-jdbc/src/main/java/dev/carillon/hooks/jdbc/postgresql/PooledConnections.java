package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.transaction.ConnectionSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Takes connections from a pool.
 *
 * @param readOnly whether they only read
 */
record PooledConnections(DataSource pool, TableNames names, boolean readOnly)
    implements ConnectionSource {

  @Override
  public Connection open() throws SQLException {
    Connection connection = pool.getConnection();
    if (readOnly) {
      connection.setReadOnly(true);
    }
    connection.setAutoCommit(false);
    return connection;
  }
}
