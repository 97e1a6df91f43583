package dev.carillon.server.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.database.SharedClock;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of a node and that of its database. */
class ClockSkewTest {

  @TempDir Path folder;

  @Test
  void aClockThatIsFarFromTheDatabasesIsTold() {
    try (HikariDataSource pool = pool();
        Database database = PostgresDatabase.on(pool)) {
      assertThat(looked(database, Duration.ZERO).status()).isEqualTo(Check.Status.UP);
      assertThat(looked(database, Duration.ofSeconds(5)))
          .returns(Check.Status.DEGRADED, Check::status)
          .extracting(Check::detail)
          .asString()
          .contains("ahead of");
      assertThat(looked(database, Duration.ofSeconds(-5)))
          .returns(Check.Status.DEGRADED, Check::status)
          .extracting(Check::detail)
          .asString()
          .contains("behind");
    }
  }

  @Test
  void oneMachineHasOneClock() {
    try (Database database = SqliteDatabase.open(folder.resolve("one.db"))) {
      assertThat(looked(database, Duration.ofHours(1)).status()).isEqualTo(Check.Status.UP);
    }
  }

  private static Check looked(Database database, Duration off) {
    Clock machine = Clock.offset(Clock.systemUTC(), off);
    ClockSkew skew = new ClockSkew(new SharedClock(database, machine, InstantSource.system()));
    skew.look();
    return skew.check();
  }

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(TestDatabase.POSTGRESQL.fresh());
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }
}
