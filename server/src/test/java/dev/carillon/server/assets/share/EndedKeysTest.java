package dev.carillon.server.assets.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that ended long ago are forgotten, a few at a time; active ones never. */
class EndedKeysTest {

  @TempDir private Path home;

  @Test
  void onSqlite() {
    try (Database database = SqliteDatabase.open(home.resolve("keys.db"))) {
      forgotten(database);
    }
  }

  @Test
  void onPostgres() {
    try (Database database = PostgresDatabase.on(TestDatabase.freshSource())) {
      forgotten(database);
    }
  }

  private static void forgotten(Database database) {
    ServerTables.in(database);
    AuthKey.Terms terms =
        new AuthKey.Terms(
            "s", "", List.of(), List.of(), new AuthKey.Grants(false, false, false, true), Map.of());
    database.write(
        c -> {
          for (int i = 0; i < 12; i++) {
            AuthKey key = new AuthKey("key" + i, "ann", 0, 100, AuthKey.State.ACTIVE, terms);
            AuthKeyStore.insert(c, key);
            if (i < 10) {
              AuthKeyStore.end(c, key, AuthKey.State.REVOKED, 1_000 + i);
            }
          }
          return true;
        });
    assertThat(database.<Integer>write(c -> AuthKeyStore.purge(c, 1_008, 5))).isEqualTo(5);
    assertThat(there(database, "key4")).isFalse();
    assertThat(there(database, "key5")).isTrue();
    assertThat(database.<Integer>write(c -> AuthKeyStore.purge(c, 1_008, 5))).isEqualTo(3);
    assertThat(database.<Integer>write(c -> AuthKeyStore.purge(c, 9_999, 5))).isEqualTo(2);
    assertThat(there(database, "key11")).isTrue();
  }

  private static boolean there(Database database, String key) {
    return database.<Boolean>read(c -> AuthKeyStore.find(c, key).isPresent());
  }
}
