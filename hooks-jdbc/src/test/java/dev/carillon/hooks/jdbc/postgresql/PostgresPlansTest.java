package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.plans.PlansContract;
import dev.carillon.hooks.jdbc.plans.StatementPlan;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.sql.SQLException;
import java.util.List;

class PostgresPlansTest extends PlansContract {

  /** What counts how much of the log is too much. */
  private static final List<String> COUNTING =
      List.of(
          "select coalesce(sum(n), 0) from chunks", // of headers, of which each tells of many
          "count(*) from deliveries where ended_at is not null",
          "select (select count(*) from deliveries)",
          "order by ended_at limit ?");

  /** A step of the log looks at 5,000 rows; this is more than any statement needs. */
  private static final long ROWS_MAX = 10_001;

  private String name = "";

  /**
   * In tables of this size it pays to read all for the sake of a few thousand; in those that count
   * it does not, and this is what is done there.
   */
  @Override
  protected Database empty() {
    name = Server.ONE.newDatabase();
    for (String way : List.of("seqscan", "bitmapscan", "hashjoin", "mergejoin")) {
      Server.ONE.execute("alter database " + name + " set enable_" + way + " = off");
    }
    return OpenPostgres.on(name);
  }

  @Override
  protected Store open(Database database, ManualClock clock) {
    return PostgresStore.open(
        database, new TestCipher(), SubjectFilter::read, clock, Node.named("tested"));
  }

  @Override
  protected void filled() {
    try (var pool = Server.ONE.pool(name);
        var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("analyze");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  protected void check(StatementPlan statement) {
    if (COUNTING.stream().anyMatch(statement.sql()::contains)) {
      return;
    }
    assertThat(statement.postgresReads())
        .as("%s", statement)
        .allSatisfy(
            read -> {
              assertThat(read.sequential()).as("%s", read).isFalse();
              assertThat(read.rows()).as("%s", read).isLessThanOrEqualTo(ROWS_MAX);
            });
  }
}
