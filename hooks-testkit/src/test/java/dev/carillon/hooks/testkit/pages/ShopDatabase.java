package dev.carillon.hooks.testkit.pages;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/** Databases with the shop's own table: in one PostgreSQL server, or in a file. */
final class ShopDatabase {

  private static final String TABLE =
      "create table orders (id text primary key, item text not null)";
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = server();

  private ShopDatabase() {}

  private static EmbeddedPostgres server() {
    try {
      return EmbeddedPostgres.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A pool on a new database of PostgreSQL. */
  static HikariDataSource postgres() throws SQLException {
    String name = "shop_" + DATABASES.incrementAndGet();
    execute(SERVER.getPostgresDatabase(), "create database " + name);
    HikariConfig config = new HikariConfig();
    config.setDataSource(SERVER.getDatabase("postgres", name));
    config.setMaximumPoolSize(8);
    HikariDataSource pool = new HikariDataSource(config);
    execute(pool, TABLE);
    return pool;
  }

  /** A new SQLite file in this folder. */
  static DataSource sqlite(Path folder) throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("shop.db"));
    execute(source, TABLE);
    return source;
  }

  static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
