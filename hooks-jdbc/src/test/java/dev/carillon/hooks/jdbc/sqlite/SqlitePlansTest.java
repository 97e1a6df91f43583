package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.plans.PlansContract;
import dev.carillon.hooks.jdbc.plans.StatementPlan;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqlitePlansTest extends PlansContract {

  /** What may begin at one end of a table or an index: it ends after so many rows. */
  private static final List<String> BOUNDED =
      List.of(
          "select coalesce(sum(n), 0) from chunks)", // of headers, of which each tells of many
          "select (select count(*) from deliveries),", // for what is kept by size
          "order by sequence desc limit 300");

  @TempDir static Path folder;

  @Override
  protected Database empty() {
    return SqliteFixture.database(folder.resolve("store.db"));
  }

  @Override
  protected Store open(Database database, ManualClock clock) {
    return SqliteStore.open(database, new TestCipher(), SubjectFilter::read, clock);
  }

  @Override
  protected void check(StatementPlan statement) {
    if (BOUNDED.stream().noneMatch(statement.sql()::contains)) {
      assertThat(statement.sqliteScan()).as("%s", statement).isEmpty();
    }
  }
}
