package dev.carillon.server.webhooks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;

/** A store in a database of its own on a server that several tests share. */
record PostgresHome(String url, Path dir) implements StoreHome {

  static PostgresHome in(Path dir) {
    String url = TestDatabase.POSTGRESQL.fresh();
    Flyway.configure()
        .dataSource(url, "", "")
        .locations("classpath:dev/carillon/hooks/jdbc/postgresql")
        .load()
        .migrate();
    return new PostgresHome(url, dir);
  }

  @Override
  public Opened open() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(6);
    HikariDataSource pool = new HikariDataSource(config);
    PostgresDatabase database = PostgresDatabase.on(pool);
    InstantSource clock = EngineClock.startingAt(PostgresStore.timeOf(database));
    return new Opened(
        database,
        PostgresStore.open(
            database, SqliteHome.cipher(dir), text -> EventFilter.ALL, clock, Node.named("rules")),
        clock,
        () -> {
          database.close();
          pool.close();
        });
  }

  @Override
  public void close() {
    // the database goes with its server
  }
}
