package dev.carillon.server.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseProbeTest {

  @TempDir private Path folder;

  @Test
  void aSlowDatabaseIsCalledSlowWithinTenSecondsAndNoLongerWhenItIsQuickAgain() {
    try (Troubled database = new Troubled(opened(folder.resolve("slow.db")));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      until(probe, Check.Status.UP);
      database.delay = Duration.ofMillis(500);
      long since = System.nanoTime();
      until(probe, Check.Status.DEGRADED);
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(10));
      assertThat(probe.check().detail()).startsWith("The database is slow");
      assertThat(probe.answers()).isTrue();
      database.delay = Duration.ZERO;
      until(probe, Check.Status.UP);
    }
  }

  @Test
  void aDatabaseThatFailsIsDownAndNotReady() {
    try (Troubled database = new Troubled(opened(folder.resolve("gone.db")));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      until(probe, Check.Status.UP);
      database.failing = true;
      until(probe, Check.Status.DOWN);
      assertThat(probe.check().detail()).contains("out of reach");
      // it may have begun to fail between a probe's reading and writing
      Await.until("not ready", () -> !probe.answers());
      database.failing = false;
      until(probe, Check.Status.UP);
      assertThat(probe.answers()).isTrue();
    }
  }

  @Test
  void aDatabaseThatNeverAnswersIsNoticedThoughTheProbeHangs() {
    CountDownLatch release = new CountDownLatch(1);
    try (Troubled database = new Troubled(opened(folder.resolve("hung.db")));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      until(probe, Check.Status.UP);
      database.hold = release;
      until(probe, Check.Status.DEGRADED);
      until(probe, Check.Status.DOWN);
      assertThat(probe.check().detail()).contains("has not responded");
      assertThat(probe.answers()).isFalse();
      release.countDown();
      until(probe, Check.Status.UP);
    }
  }

  @Test
  void aFullDiskIsNamedForAWhile() {
    try (Database database = opened(folder.resolve("full.db"));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      until(probe, Check.Status.UP);
      probe.failed(
          new HooksException(Code.STORE_FULL, "the database /disk/x.db is on a full disk"));
      assertThat(probe.check().status()).isEqualTo(Check.Status.DOWN);
      assertThat(probe.check().detail()).contains("disk is full").contains("/disk/x.db");
      assertThat(probe.answers()).as("it can still be read").isTrue();
    }
  }

  @Test
  void aServerThatStopsOrWasTakenOverIsNotReady() {
    try (Database database = opened(folder.resolve("stop.db"));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      AtomicReference<String> lease = new AtomicReference<>("");
      Readiness readiness = new Readiness(probe, lease::get);
      assertThat(readiness.trouble()).isEmpty();
      lease.set("taken over");
      assertThat(readiness.trouble()).isEqualTo("taken over");
      readiness.stopping();
      assertThat(readiness.trouble()).contains("stopping");
    }
  }

  @Test
  void aDatabaseThatCanOnlyBeReadIsNotReadyAndSaysWhy() {
    try (Troubled database = new Troubled(opened(folder.resolve("read.db")));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      Readiness readiness = new Readiness(probe, () -> "");
      assertThat(readiness.trouble()).isEmpty();
      database.readOnly = true;
      Await.until("not ready", () -> !readiness.trouble().isEmpty());
      assertThat(readiness.trouble()).isEqualTo("The database accepts no writes");
      assertThat(probe.check().status()).isEqualTo(Check.Status.DOWN);
      assertThat(probe.check().detail()).contains("accepts no writes", "read-only");
      database.readOnly = false;
      Await.until("ready", () -> readiness.trouble().isEmpty());
    }
  }

  /** Who asks after a quiet time is not told what was true before it. */
  @Test
  void theFirstAnswerIsNewAndTheOthersCostNothing() {
    try (Troubled database = new Troubled(opened(folder.resolve("quiet.db")));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      Readiness readiness = new Readiness(probe, () -> "");
      until(probe, Check.Status.UP);
      assertThat(probes(database)).as("nobody has asked").isZero();
      database.readOnly = true;
      assertThat(readiness.trouble()).isNotEmpty();
      database.readOnly = false;
      Await.until("ready", () -> readiness.trouble().isEmpty());
      for (int i = 0; i < 1_000; i++) {
        assertThat(readiness.trouble()).isEmpty();
      }
      assertThat(probes(database)).isBetween(1L, 100L);
    }
  }

  @Test
  void whoAsksWaitsForAHungDatabaseTwoSecondsAndNoLonger() {
    CountDownLatch release = new CountDownLatch(1);
    try (Troubled database = new Troubled(opened(folder.resolve("waits.db")));
        DatabaseProbe probe = new DatabaseProbe(database, () -> {})) {
      until(probe, Check.Status.UP);
      database.hold = release;
      long since = System.nanoTime();
      new Readiness(probe, () -> "").trouble();
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(7));
      release.countDown();
    }
  }

  private static long probes(Database database) {
    return database.read(
        connection ->
            Sql.first(connection, "select probes from write_probe", row -> row.getLong(1))
                .orElseThrow());
  }

  private static Database opened(Path file) {
    Database database = SqliteDatabase.open(file);
    database.write(
        connection -> {
          Sql.update(connection, "create table write_probe (id integer primary key, probes int)");
          return Sql.update(connection, "insert into write_probe values (1, 0)");
        });
    return database;
  }

  private static void until(DatabaseProbe probe, Check.Status status) {
    Await.until(status.text(), () -> probe.check().status() == status);
  }

  /** A database with whatever trouble is asked for. */
  private static final class Troubled implements Database {

    private final Database database;
    volatile Duration delay = Duration.ZERO;
    volatile boolean failing;
    volatile boolean readOnly;
    volatile CountDownLatch hold = new CountDownLatch(0);

    Troubled(Database database) {
      this.database = database;
    }

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      trouble();
      if (readOnly) {
        throw new HooksException(Code.STORE_UNAVAILABLE, "the database is read-only");
      }
      return database.write(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      trouble();
      return database.read(work);
    }

    @Override
    public void close() {
      hold.countDown();
      database.close();
    }

    private void trouble() {
      if (failing) {
        throw new HooksException(Code.STORE_UNAVAILABLE, "out of reach");
      }
      try {
        Thread.sleep(delay);
        hold.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
