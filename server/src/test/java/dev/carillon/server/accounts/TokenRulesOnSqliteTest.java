package dev.carillon.server.accounts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.server.files.LiveFiles;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TokenRulesOnSqliteTest extends TokenRules {

  @TempDir private Path home;

  @Override
  TestServer open() {
    return new TestServer(home, "");
  }

  /** The database's files, the write-ahead log among them. */
  @Override
  String stored() {
    StringBuilder all = new StringBuilder();
    try {
      for (Path file : LiveFiles.below(home.resolve("data"))) {
        all.append(new String(LiveFiles.read(file), ISO_8859_1));
      }
      return all.toString();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
