package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestOperationalEvents;
import dev.carillon.hooks.jdbc.CheckedDatabase;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.jdbc.Succession;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens stores in one file, one after the other; what each holds must agree at its end. */
public record SqliteSuccession(Path file, TestCipher cipher, StoreLimits limits, TableNames names)
    implements Succession {

  public SqliteSuccession(Path file, StoreLimits limits) {
    this(file, limits, TableNames.PLAIN);
  }

  public SqliteSuccession(Path file, StoreLimits limits, TableNames names) {
    this(file, new TestCipher(), limits, names);
  }

  @Override
  public StoreUnderTest open(ManualClock clock) {
    return on(SqliteFixture.database(file, names), clock);
  }

  @Override
  public StoreUnderTest next(StoreUnderTest before, ManualClock clock) {
    before.close();
    return on(SqliteDatabase.open(file, names), clock);
  }

  private StoreUnderTest on(SqliteDatabase database, ManualClock clock) {
    CheckedDatabase checked = new CheckedDatabase(database);
    TestOperationalEvents announcer = new TestOperationalEvents();
    Embedder embedder = new Embedder(cipher, SubjectFilter::read, announcer);
    var opened = SqliteStore.opened(checked, embedder, clock, limits);
    checked.check(opened.context());
    if (limits.equals(CheckedDatabase.TINY)) {
      checked.tidy(opened.store().retention());
    }
    return new JdbcStoreUnderTest(checked, opened.store(), announcer, this::allFiles);
  }

  private byte[] allFiles() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(file.getParent())) {
      List<Path> list = files.toList();
      for (Path one : list) {
        all.writeBytes(Files.readAllBytes(one));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return all.toByteArray();
  }
}
