package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.plans.PlansContract;
import dev.carillon.hooks.jdbc.plans.StatementPlan;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqlitePlansTest extends PlansContract {

  /** What may begin at one end of a table or an index: it ends after so many rows. */
  private static final List<String> BOUNDED =
      List.of(
          "from deliveries order by sequence desc limit 300",
          "(select 1 from deliveries where state = 0 order by webhook, due_at limit ?)",
          // of the index of what is pending, where that is not too much
          "from deliveries d where d.state = 0 and +d.sequence > ? and +d.sequence < ?");

  @TempDir static Path folder;

  @Override
  protected Database empty() {
    return SqliteFixture.database(folder.resolve("store.db"));
  }

  @Override
  protected Store open(Database database) {
    return SqliteStore.open(
        database, new TestCipher(), SubjectFilter::read, InstantSource.system());
  }

  @Override
  protected void check(StatementPlan statement) {
    if (statement.sql().contains("as listed")) {
      // the few that an event or a subject has are found by its numbers, not among all
      assertThat(statement.plan()).as("%s", statement).contains("MULTI-INDEX OR");
    }
    if (BOUNDED.stream().noneMatch(statement.sql()::contains)) {
      assertThat(statement.sqliteScan()).as("%s", statement).isEmpty();
    }
  }
}
