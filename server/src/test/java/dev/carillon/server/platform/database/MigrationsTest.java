package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {

  private final Migrations migrations = new Migrations("sqlite");

  @TempDir private Path folder;

  @Test
  void nothingIsPendingOnceAllScriptsRan() throws SQLException {
    assertThat(doneAfter("select 1")).isFalse();

    migrations.run(Flyway.configure().dataSource(url(), "", ""), "of this test");

    assertThat(doneAfter("select 1")).isTrue();
  }

  @Test
  void flywayIsAskedWhereTheHistoryIsAnother() throws SQLException {
    migrations.run(Flyway.configure().dataSource(url(), "", ""), "of this test");

    String last = "where version = '100'";
    assertThat(doneAfter("update schema_history set checksum = checksum + 1 " + last)).isFalse();
    assertThat(doneAfter("update schema_history set checksum = checksum - 1 " + last)).isTrue();
    assertThat(doneAfter("update schema_history set success = 0 " + last)).isFalse();
    assertThat(doneAfter("update schema_history set success = 1 " + last)).isTrue();
    assertThat(doneAfter("update schema_history set version = '99' " + last)).isFalse();
    assertThat(doneAfter("update schema_history set version = '100' where version = '99'"))
        .isTrue();
    assertThat(doneAfter("update schema_history set checksum = null " + last)).isFalse();
    assertThat(doneAfter("delete from schema_history " + last)).isFalse();
  }

  @Test
  void theSameHoldsOnPostgres() throws SQLException {
    Migrations postgres = new Migrations("postgresql");
    DataSource source = TestDatabase.freshSource();
    assertThat(done(postgres, source)).isFalse();

    postgres.run(Flyway.configure().dataSource(source), "of this test");

    assertThat(done(postgres, source)).isTrue();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("update schema_history set checksum = checksum + 1");
    }
    assertThat(done(postgres, source)).isFalse();
  }

  /** Flyway would make tables in the first schema of the path, in which there are none. */
  @Test
  void theHistoryOfAnotherSchemaSaysNothing() throws SQLException {
    Migrations postgres = new Migrations("postgresql");
    DataSource source = TestDatabase.freshSource();
    postgres.run(Flyway.configure().dataSource(source), "of this test");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema \"Not public\"");
      statement.execute("set search_path = \"Not public\", public");
      assertThat(usable(postgres, connection)).isFalse();
      statement.execute("set search_path = public, \"Not public\"");
      assertThat(usable(postgres, connection)).isTrue();
      statement.execute("alter table schema_history set schema \"Not public\"");
      statement.execute("alter table schema_releases set schema \"Not public\"");
      statement.execute("set search_path = \"Not public\", public");
      assertThat(usable(postgres, connection)).isTrue();
    }
  }

  private static boolean usable(Migrations migrations, Connection connection) {
    return migrations.state(connection, "of this test") instanceof TableState.Usable;
  }

  private static boolean done(Migrations migrations, DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return usable(migrations, connection);
    }
  }

  private boolean doneAfter(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return usable(migrations, connection);
    }
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("some.db");
  }
}
