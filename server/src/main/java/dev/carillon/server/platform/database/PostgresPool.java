package dev.carillon.server.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.server.platform.config.StoreConfig;

/**
 * Connections to PostgreSQL that are never waited for long: callers rather hear that the database
 * is away or too slow. What the URL says counts more.
 */
final class PostgresPool {

  private static final int READERS = 8;

  /** Callers must hear within a second that the database is away. */
  private static final int CONNECTION_MILLIS = 900;

  /** A slow database takes its time for a new connection; no caller waits for that one. */
  private static final String LOGIN_SECONDS = "10";

  /** Longer than any statement takes: then the network has swallowed it. */
  private static final String ANSWER_SECONDS = "30";

  /** Another program's lock holds up one change, and with it all others. */
  private static final String LOCK_TIMEOUT = "set lock_timeout = '3s'";

  private PostgresPool() {}

  static HikariDataSource open(StoreConfig.Postgres config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setJdbcUrl(config.url());
    if (!config.username().isEmpty()) {
      hikari.setUsername(config.username());
      hikari.setPassword(config.password());
    }
    hikari.setMaximumPoolSize(READERS + 1);
    hikari.setPoolName("carillon");
    hikari.setConnectionTimeout(CONNECTION_MILLIS);
    hikari.setConnectionInitSql(LOCK_TIMEOUT);
    hikari.addDataSourceProperty("loginTimeout", LOGIN_SECONDS);
    hikari.addDataSourceProperty("socketTimeout", ANSWER_SECONDS);
    return new HikariDataSource(hikari);
  }
}
