package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of a machine, which this test sets, beside that of the database, which is right. */
class SharedClockTest {

  private static final Duration ABOUT = Duration.ofMillis(900);

  @TempDir Path folder;

  private volatile Duration off = Duration.ZERO;

  @Test
  void aClockThatIsWrongIsReplacedByTheDatabases() {
    try (HikariDataSource pool = pool();
        Database database = PostgresDatabase.on(pool)) {
      SharedClock clock = clock(database, InstantSource.system());
      for (Duration wrong : new Duration[] {Duration.ofDays(1), Duration.ofDays(-1)}) {
        off = wrong;
        assertOff(clock, Duration.ZERO);
        clock.look();
        assertOff(clock, Duration.ZERO);
        assertThat(clock.ahead().minus(wrong).abs()).isLessThan(ABOUT);
      }
    }
  }

  @Test
  void theEnginesClockMayHaveGoneWrongSinceItsStart() {
    try (HikariDataSource pool = pool();
        Database database = PostgresDatabase.on(pool)) {
      SharedClock clock = clock(database, () -> Instant.now().minus(Duration.ofHours(3)));
      clock.look();
      assertOff(clock, Duration.ZERO);
      off = Duration.ofDays(1);
      assertOff(clock, Duration.ZERO);
    }
  }

  @Test
  void aSmallDifferenceIsLeft() {
    try (HikariDataSource pool = pool();
        Database database = PostgresDatabase.on(pool)) {
      SharedClock clock = clock(database, InstantSource.system());
      off = Duration.ofMillis(1_100);
      clock.look();
      assertOff(clock, off);
    }
  }

  @Test
  void aSlowResponseSaysNothingOfTheClock() {
    try (HikariDataSource pool = pool();
        Database database = PostgresDatabase.on(pool)) {
      Duration each = Duration.ofSeconds(5);
      AtomicInteger asked = new AtomicInteger();
      SharedClock clock =
          clock(database, () -> Instant.now().plus(each.multipliedBy(asked.getAndIncrement())));
      clock.look();
      assertThat(clock.ahead()).isZero();
      asked.set(0);
      assertOff(clock, off);
    }
  }

  @Test
  void anEmbeddedDatabaseHasNoClockOfItsOwn() {
    try (Database database = SqliteDatabase.open(folder.resolve("one.db"))) {
      SharedClock clock = clock(database, InstantSource.system());
      off = Duration.ofHours(1);
      clock.look();
      assertOff(clock, off);
      assertThat(clock.ahead()).isZero();
    }
  }

  private SharedClock clock(Database database, InstantSource engine) {
    return new SharedClock(database, () -> Instant.now().plus(off), engine);
  }

  private static void assertOff(SharedClock clock, Duration expected) {
    Duration shown = Duration.between(Instant.now(), clock.instant());
    assertThat(shown.minus(expected).abs()).isLessThan(ABOUT);
  }

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(TestDatabase.POSTGRESQL.fresh());
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }
}
