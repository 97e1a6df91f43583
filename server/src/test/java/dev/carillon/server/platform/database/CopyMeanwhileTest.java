package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home is copied into a database at the moment at which a server starts on it. */
class CopyMeanwhileTest {

  private static final String EPOCH_GIVEN =
      "select 1 where pg_sequence_last_value(pg_get_serial_sequence('nodes', 'epoch')) is not null";

  @TempDir private Path home;

  @Test
  void aServerDoesNotEnterWhereACopyBeganSinceItLooked() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();

    assertThatThrownBy(() -> openWhile(url, () -> begin(url)))
        .hasMessageContaining("is an unfinished copy of /elsewhere/carillon.db");

    try (Connection connection = DriverManager.getConnection(url)) {
      // else the copy would find at its end that a server was there
      assertThat(Sql.any(connection, EPOCH_GIVEN)).isFalse();
    }
  }

  private static void begin(String url) {
    try (Connection connection = DriverManager.getConnection(url)) {
      Sql.update(connection, "create table " + UnfinishedCopy.TABLE + " (source text)");
      Sql.update(
          connection,
          "insert into " + UnfinishedCopy.TABLE + " values (?)",
          "/elsewhere/carillon.db");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Starts on a database; something happens after it has looked what that is. */
  private void openWhile(String url, Runnable meanwhile) throws IOException {
    OpenDatabase.open(
            new StoreConfig.Postgres(url, "", "", true),
            Embedder.of(
                AesSecretCipher.open(home.resolve("secret.key")), EventFilterReader.TYPES_ONLY),
            UnaryOperator.identity(),
            database -> meanwhile.run())
        .close();
  }
}
