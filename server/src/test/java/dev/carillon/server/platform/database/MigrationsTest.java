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

  private final OpenStore.Migrations migrations = new OpenStore.Migrations("sqlite");

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
    OpenStore.Migrations postgres = new OpenStore.Migrations("postgresql");
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

  private static boolean done(OpenStore.Migrations migrations, DataSource source)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      return migrations.done(connection);
    }
  }

  private boolean doneAfter(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return migrations.done(connection);
    }
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("some.db");
  }
}
