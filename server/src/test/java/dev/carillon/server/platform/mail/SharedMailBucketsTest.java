package dev.carillon.server.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.TestDatabase;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The hourly limit of e-mails of two nodes that share a database. */
class SharedMailBucketsTest {

  @Test
  void whatOneNodeSendsIsMissingAtTheOther() {
    ManualClock clock = new ManualClock();
    DataSource source = TestDatabase.freshSource();
    try (Database database = ServerTables.in(PostgresDatabase.on(source));
        Database other = PostgresDatabase.on(source)) {
      MailBuckets here = MailBuckets.of(database, clock);
      MailBuckets there = MailBuckets.of(other, clock);

      assertThat(here.take("user ann", 6, 10)).isZero();
      assertThat(there.take("user ann", 4, 10)).isZero();
      assertThat(here.take("user ann", 1, 10)).isEqualTo(Duration.ofMinutes(6));
      assertThat(here.take("user bob", 10, 10)).isZero();

      there.giveBack("user ann", 4);
      assertThat(here.take("user ann", 4, 10)).isZero();
      clock.advance(Duration.ofHours(1));
      assertThat(there.take("user ann", 10, 10)).isZero();
      assertThat(here.take("user ann", 1, 10)).isPositive();
    }
  }
}
