package dev.carillon.server.idempotency;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.account.Lodge;
import dev.carillon.server.account.Postgres;
import org.junit.jupiter.api.AfterEach;

class PostgresKeyedCallsTest extends KeyedCallsContract {

  private HikariDataSource pool;

  @Override
  Database open() {
    String url = Postgres.fresh();
    new Lodge(home, url).close();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    pool = new HikariDataSource(config);
    return PostgresDatabase.on(pool);
  }

  @AfterEach
  void closePool() {
    pool.close();
  }
}
