package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TestOperationalEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    SqliteDatabase database = SqliteFixture.database(folder.resolve("store.db"));
    TestOperationalEvents operationalEvents = new TestOperationalEvents();
    Embedder embedder = new Embedder(new TestCipher(), SubjectFilter::read, operationalEvents);
    return new JdbcStoreUnderTest(
        database, SqliteStore.open(database, embedder, clock), operationalEvents, this::allFiles);
  }

  private byte[] allFiles() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> list = files.toList();
      for (Path file : list) {
        all.writeBytes(Files.readAllBytes(file));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return all.toByteArray();
  }
}
