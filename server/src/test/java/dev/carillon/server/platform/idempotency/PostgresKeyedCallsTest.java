package dev.carillon.server.platform.idempotency;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresKeyedCallsTest extends IdempotencyStoreContract {

  private final List<HikariDataSource> pools = new ArrayList<>();

  @Override
  Database open() {
    String url = TestDatabase.POSTGRESQL.fresh();
    new TestServer(home, url).close();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    HikariDataSource pool = new HikariDataSource(config);
    pools.add(pool);
    return PostgresDatabase.on(pool);
  }

  @AfterEach
  void closePools() {
    pools.forEach(HikariDataSource::close);
  }
}
