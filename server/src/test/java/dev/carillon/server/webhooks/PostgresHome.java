package dev.carillon.server.webhooks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.webhook.EventFilter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A store in a database of its own on a server that several tests share. */
record PostgresHome(DataSource dataSource, Path dir) implements Home {

  static PostgresHome on(EmbeddedPostgres server, Path dir) throws SQLException {
    String name = "rules_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    DataSource dataSource = server.getDatabase("postgres", name);
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/carillon/hooks/jdbc/postgresql")
        .load()
        .migrate();
    return new PostgresHome(dataSource, dir);
  }

  @Override
  public Opened open() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(dataSource);
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
