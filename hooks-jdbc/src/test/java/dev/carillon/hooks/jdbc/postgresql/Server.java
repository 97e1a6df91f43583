package dev.carillon.hooks.jdbc.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.Tables;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The one server of this module's tests; it ends with the process. */
public final class Server {

  public static final Server ONE = new Server();

  private final EmbeddedPostgres postgres;
  private final AtomicInteger databases = new AtomicInteger();
  private final Map<TableNames, String> templates = new ConcurrentHashMap<>();

  private Server() {
    try {
      this.postgres =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "100")
              .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The name of a new database with empty tables. */
  public String newDatabase() {
    return newDatabase(TableNames.PLAIN);
  }

  /** The name of a new database with empty tables of these names. */
  public String newDatabase(TableNames names) {
    String template = templates.computeIfAbsent(names, this::template);
    String name = "test_" + databases.incrementAndGet();
    execute("create database %s template %s strategy file_copy".formatted(name, template));
    return name;
  }

  private String template(TableNames names) {
    String name = "template_" + databases.incrementAndGet();
    execute("create database " + name);
    try (OpenPostgres template = OpenPostgres.on(pool(name), names)) {
      Tables.make(template);
    }
    return name;
  }

  /** Where another process finds a database. */
  public String url(String database) {
    return postgres.getJdbcUrl("postgres", database);
  }

  int port() {
    return postgres.getPort();
  }

  public HikariDataSource pool(String database) {
    return new HikariDataSource(config(database));
  }

  /** The same, whose connections have another role. */
  HikariDataSource pool(String database, String role) {
    HikariConfig config = config(database);
    config.setConnectionInitSql("set role " + role);
    return new HikariDataSource(config);
  }

  private HikariConfig config(String database) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(postgres.getDatabase("postgres", database));
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(30_000);
    return config;
  }

  /** Runs a statement as an administrator, outside any transaction. */
  public void execute(String sql) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  String setting(String name) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.prepareStatement("show " + name);
        var row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
