package dev.carillon.server.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class TokenRulesOnSqliteTest extends TokenRules {

  @TempDir private Path home;

  @Override
  Lodge open() {
    return new Lodge(home, "");
  }

  /** The database's files, the write-ahead log among them. */
  @Override
  String stored() {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), ISO_8859_1));
      }
      return all.toString();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
