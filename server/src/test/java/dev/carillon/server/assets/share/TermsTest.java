package dev.carillon.server.assets.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key says is written as it was read: else an update takes it for changed meanwhile. */
class TermsTest {

  @TempDir private Path home;

  @Test
  void optionsInWhateverOrderAreUpdated() {
    Map<String, String> options = new LinkedHashMap<>();
    for (char letter = 'z'; letter >= 'a'; letter--) {
      options.put("option" + letter, "value");
    }
    AuthKey.Terms terms =
        new AuthKey.Terms(
            "s", "", List.of(), List.of(), new AuthKey.Grants(false, false, false, true), options);
    AuthKey key = new AuthKey("key", "ann", 0, 100, AuthKey.State.ACTIVE, terms);
    AuthKey later = new AuthKey("key", "ann", 0, 200, AuthKey.State.ACTIVE, terms);
    try (Database database = SqliteDatabase.open(home.resolve("keys.db"))) {
      database.write(
          c -> {
            Sql.update(
                c,
                """
                create table auth_keys (
                  auth_key text not null primary key, owner text not null,
                  created_at integer not null, valid_until integer not null,
                  state text not null, ended_at integer not null, terms text not null)
                """);
            AuthKeyStore.insert(c, key);
            return true;
          });

      AuthKey read = database.read(c -> AuthKeyStore.find(c, "key")).orElseThrow();
      assertThat(read.terms().options().keySet()).containsExactlyElementsOf(options.keySet());
      assertThat(database.<Boolean>write(c -> AuthKeyStore.update(c, read, later))).isTrue();
    }
  }
}
