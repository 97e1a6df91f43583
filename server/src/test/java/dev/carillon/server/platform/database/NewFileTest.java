package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.server.platform.config.StoreConfig;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's file of a new home, which migrations of another library fill. */
class NewFileTest {

  @TempDir private Path home;

  @Test
  void itHasPagesOfEightKibibytesAndCanShrink() throws Exception {
    OpenDatabase opened =
        OpenDatabase.open(
            new StoreConfig.Embedded(home.resolve("carillon.db")),
            Embedder.of(
                AesSecretCipher.open(home.resolve("secret.key")), EventFilterReader.TYPES_ONLY),
            UnaryOperator.identity(),
            database -> {});
    try {
      assertThat(pragma(opened, "page_size")).isEqualTo(8192);
      assertThat(pragma(opened, "auto_vacuum")).as("incremental").isEqualTo(2);
    } finally {
      opened.database().close();
    }
  }

  private static int pragma(OpenDatabase opened, String name) {
    return opened
        .database()
        .read(
            connection -> {
              try (var statement = connection.createStatement();
                  var row = statement.executeQuery("pragma " + name)) {
                return row.getInt(1);
              }
            });
  }
}
