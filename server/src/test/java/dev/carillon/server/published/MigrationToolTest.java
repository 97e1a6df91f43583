package dev.carillon.server.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksBuilder;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.TableScripts;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.UpdateSummaryEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** A migration tool runs the script that the library prints, and the library uses its tables. */
class MigrationToolTest {

  /** The script as it is printed, in a file of its own. */
  private static final String CHANGES =
      """
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
              http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
        <changeSet id="webhooks-1" author="shop">
          <sqlFile path="webhooks.sql"/>
        </changeSet>
      </databaseChangeLog>
      """;

  @TempDir private Path folder;

  @Test
  void flywayMakesTheTablesInAnSqliteFile() throws IOException {
    SQLiteDataSource source = sqlite();

    assertThat(migratedByFlyway(source, TableScripts.sqlite("bell_", 0))).isOne();

    assertThatItPublishes(Hooks.builder(source).tablePrefix("bell_"));
  }

  @Test
  void flywayMakesTheTablesInASchemaOfPostgresql() throws IOException {
    DataSource source = TestDatabase.freshSource();

    assertThat(migratedByFlyway(source, TableScripts.postgresql("hooks_", "shop", 0))).isOne();

    assertThatItPublishes(Hooks.builder(source).schema("shop"));
  }

  @Test
  void liquibaseMakesTheTablesInAnSqliteFile() throws Exception {
    SQLiteDataSource source = sqlite();

    assertThat(migratedByLiquibase(source, TableScripts.sqlite("bell_", 0))).isOne();

    assertThatItPublishes(Hooks.builder(source).tablePrefix("bell_"));
  }

  @Test
  void liquibaseMakesTheTablesInASchemaOfPostgresql() throws Exception {
    DataSource source = TestDatabase.freshSource();

    assertThat(migratedByLiquibase(source, TableScripts.postgresql("hooks_", "shop", 0))).isOne();

    assertThatItPublishes(Hooks.builder(source).schema("shop"));
  }

  private SQLiteDataSource sqlite() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("shop.db"));
    return source;
  }

  /** How many scripts Flyway has run. */
  private int migratedByFlyway(DataSource source, String script) throws IOException {
    Path scripts = Files.createDirectory(folder.resolve("scripts"));
    Files.writeString(scripts.resolve("V7__webhooks.sql"), script);
    return Flyway.configure()
        .dataSource(source)
        .locations("filesystem:" + scripts)
        .load()
        .migrate()
        .migrationsExecuted;
  }

  /** How many change sets Liquibase has run, by its own history. */
  @SuppressWarnings("try") // what it reads files with may declare to be interrupted when closed
  private int migratedByLiquibase(DataSource source, String script) throws Exception {
    Path scripts = Files.createDirectory(folder.resolve("changes"));
    Files.writeString(scripts.resolve("webhooks.sql"), script);
    Files.writeString(scripts.resolve("changes.xml"), CHANGES);
    try (DirectoryResourceAccessor files = new DirectoryResourceAccessor(scripts);
        JdbcConnection connection = new JdbcConnection(source.getConnection());
        Liquibase liquibase = new Liquibase("changes.xml", files, connection)) {
      liquibase.setShowSummary(UpdateSummaryEnum.OFF);
      liquibase.update();
      return liquibase.getDatabase().getRanChangeSetList().size();
    }
  }

  private static void assertThatItPublishes(HooksBuilder builder) {
    try (Hooks hooks = builder.key(new byte[32]).createTables(false).start()) {
      Published published = hooks.publish("order.placed", "7", "{}");
      assertThat(hooks.events().find(published.eventId())).isPresent();
    }
  }
}
