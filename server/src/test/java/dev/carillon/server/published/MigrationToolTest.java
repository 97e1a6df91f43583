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
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** A migration tool runs the script that the library prints, and the library uses its tables. */
class MigrationToolTest {

  @TempDir private Path folder;

  @Test
  void flywayMakesTheTablesInAnSqliteFile() throws IOException {
    Path file = folder.resolve("shop.db");
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);

    assertThat(migrated(source, TableScripts.sqlite("bell_", 0))).isOne();

    assertThatItPublishes(Hooks.builder(source).tablePrefix("bell_"));
  }

  @Test
  void flywayMakesTheTablesInASchemaOfPostgresql() throws IOException {
    DataSource source = TestDatabase.freshSource();

    assertThat(migrated(source, TableScripts.postgresql("hooks_", "shop", 0))).isOne();

    assertThatItPublishes(Hooks.builder(source).schema("shop"));
  }

  /** How many scripts Flyway has run. */
  private int migrated(DataSource source, String script) throws IOException {
    Path scripts = Files.createDirectory(folder.resolve("scripts"));
    Files.writeString(scripts.resolve("V7__webhooks.sql"), script);
    return Flyway.configure()
        .dataSource(source)
        .locations("filesystem:" + scripts)
        .load()
        .migrate()
        .migrationsExecuted;
  }

  private static void assertThatItPublishes(HooksBuilder builder) {
    try (Hooks hooks = builder.key(new byte[32]).createTables(false).start()) {
      Published published = hooks.publish("order.placed", "7", "{}");
      assertThat(hooks.events().find(published.eventId())).isPresent();
    }
  }
}
