package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.KilledContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteKilledTest extends KilledContract {

  @TempDir Path folder;

  @Override
  protected String place() {
    Path file = folder.resolve("killed.db");
    SqliteSuccession.database(file).close();
    return file.toString();
  }
}
