package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

class TablesTest {

  @TempDir Path folder;

  @Test
  void theTablesAreThoseOfTheScripts() {
    Path byFlyway = folder.resolve("flyway.db");
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + byFlyway);
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:dev/carillon/hooks/jdbc/sqlite")
        .placeholders(TableNames.PLAIN.placeholders())
        .load()
        .migrate();

    try (SqliteDatabase flyway = SqliteDatabase.open(byFlyway);
        SqliteDatabase own = SqliteDatabase.open(folder.resolve("own.db"))) {
      Tables.make(own);
      assertThat(made(own)).hasSizeGreaterThan(10).isEqualTo(made(flyway));
    }
  }

  @Test
  void whatIsThereStays() {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("own.db"))) {
      Tables.make(database);
      execute(database, "update webhook_set set revision = 7");
      Tables.make(database);
      assertThat(texts(database, "select revision from webhook_set")).containsExactly("7");
    }
  }

  @Test
  void tablesOfAnotherVersionAreRefused() {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("own.db"))) {
      Tables.make(database);
      execute(database, "update schema_version set number = number + 1");
      assertThatThrownBy(() -> Tables.make(database))
          .isInstanceOf(HooksException.class)
          .hasMessageContaining("newer release");
    }
  }

  @Test
  void tablesOfAnotherProgramAreRefused() {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("own.db"))) {
      execute(database, "create table deliveries (id text)");
      assertThatThrownBy(() -> Tables.make(database))
          .isInstanceOf(HooksException.class)
          .hasMessageContaining("the database has tables deliveries already")
          .hasMessageContaining("choose another prefix");
      assertThat(texts(database, "select name from sqlite_master where type = 'table'"))
          .containsExactly("deliveries");
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    TableNames names = TableNames.prefixed("hooks_");
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("own.db"), names)) {
      assertThatThrownBy(() -> Tables.check(database))
          .isInstanceOf(HooksException.class)
          .hasMessageContaining("hooks_schema_version in the database says that 0 of 1 scripts ran")
          .hasMessageContaining("Run script 1, of release 0.1.0")
          .hasMessageContaining("dev.carillon.hooks.TableScripts");
      Tables.make(database);
      Tables.check(database);
      execute(database, "drop table {marks}");
      assertThatThrownBy(() -> Tables.check(database))
          .hasMessageContaining("the database has no tables hooks_marks, which were there once");
      assertThat(texts(database, "select name from sqlite_master where name not like 'sqlite_%'"))
          .allMatch(name -> name.startsWith("hooks_"));
      assertThat(texts(database, "select number || ' ' || release from {schema_version}"))
          .containsExactly("1 0.1.0");
    }
  }

  @Test
  void twoStoresAreInOneFile() {
    Path file = folder.resolve("own.db");
    for (String prefix : List.of("a_", "b_")) {
      try (SqliteDatabase database = SqliteDatabase.open(file, TableNames.prefixed(prefix))) {
        Tables.make(database);
        execute(database, "update {webhook_set} set revision = revision + 7");
        assertThat(texts(database, "select revision from {webhook_set}")).containsExactly("7");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void everyScriptIsRun(String dialect) throws IOException {
    Path scripts = Path.of("src/main/resources/dev/carillon/hooks/jdbc", dialect);
    try (Stream<Path> files = Files.list(scripts)) {
      Comparator<String> inOrder =
          Comparator.comparingInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))));
      assertThat(files.map(file -> file.getFileName().toString()).sorted(inOrder))
          .containsExactlyElementsOf(TableScript.files());
    }
  }

  private static List<String> made(Database database) {
    return texts(
            database,
            """
            select coalesce(sql, name) from sqlite_master
            where name not like 'flyway%' and name <> 'schema_version' and name not like 'sqlite_%'
            order by name
            """)
        .stream()
        .map(sql -> sql.replaceAll("--.*", "").replaceAll("\\s+", " "))
        .toList();
  }

  private static List<String> texts(Database database, String sql) {
    return database.read(connection -> Sql.list(connection, sql, row -> row.getString(1)));
  }

  private static void execute(Database database, String sql) {
    database.write(connection -> Sql.update(connection, sql));
  }
}
