package dev.carillon.hooks.jdbc.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.jdbc.Scripts;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.store.PackedContext;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TestOperationalEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/** Opens packed stores in one file, one after the other; what each holds must agree at its end. */
record PackedFixture(Path file, TestCipher cipher, StoreLimits limits) {

  /** With these, whatever can be rearranged is, after each transaction. */
  private static final StoreLimits TINY =
      new StoreLimits(3, 1, Duration.ZERO, Duration.ofMinutes(10), 20, 60);

  static PackedFixture in(Path folder) {
    return new PackedFixture(folder.resolve("packed.db"), new TestCipher(), StoreLimits.DEFAULT);
  }

  /** The same that tidies after each transaction, and is looked through then. */
  static PackedFixture tidying(Path folder) {
    return new PackedFixture(folder.resolve("packed.db"), new TestCipher(), TINY);
  }

  static SqliteDatabase database(Path file) {
    SqliteDatabase database = SqliteDatabase.open(file);
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    Scripts.run(source, "packed/sqlite");
    return database;
  }

  StoreUnderTest open(ManualClock clock) {
    return on(database(file), clock);
  }

  StoreUnderTest next(StoreUnderTest before, ManualClock clock) {
    before.close();
    return on(SqliteDatabase.open(file), clock);
  }

  private StoreUnderTest on(SqliteDatabase database, ManualClock clock) {
    Checked checked = new Checked(database);
    TestOperationalEvents announcer = new TestOperationalEvents();
    Embedder embedder = new Embedder(cipher, SubjectFilter::read, announcer);
    var opened = PackedSqliteStore.opened(checked, embedder, clock, limits);
    checked.context = opened.context();
    checked.tidying = limits.equals(TINY) ? opened.store().retention() : null;
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

  /** A database that is looked through before it is closed. */
  static final class Checked implements Database {

    private final Database database;
    private @Nullable PackedContext context;
    private @Nullable LogRetention tidying;
    private boolean closed;

    Checked(Database database) {
      this.database = database;
    }

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      T result = database.write(work);
      LogRetention mine = tidying;
      if (mine != null) {
        tidying = null;
        for (int steps = 0; mine.tidy(); steps++) {
          assertThat(steps).as("tidying ends").isLessThan(1_000);
        }
        StoreConsistency.check(database, requireNonNull(context).open());
        tidying = mine;
      }
      return result;
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      return database.read(work);
    }

    @Override
    public void close() {
      try {
        if (!closed) {
          StoreConsistency.check(database, requireNonNull(context).open());
        }
      } finally {
        closed = true;
        database.close();
      }
    }
  }
}
