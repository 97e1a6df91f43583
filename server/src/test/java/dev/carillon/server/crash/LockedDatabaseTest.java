package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program holds the database: changes wait or are refused, and nothing is lost. */
@Tag("long")
class LockedDatabaseTest {

  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  @TempDir Path temp;

  @Test
  void changesAreRefusedWhileAnotherProgramHoldsTheDatabase() throws Exception {
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      try (ServerProcess server = scenario.start()) {
        Client client = scenario.subscribe(server);
        List<Journal.Writer> writers = scenario.writers(4);
        Load load = Load.of(writers, client);
        Await.until(() -> scenario.journal().accepted() >= 50);

        holdUntilRefused(scenario, client);

        int before = scenario.journal().accepted();
        Await.until(BACK_WITHIN, () -> scenario.journal().accepted() >= before + 50);
        load.stop();
        assertThat(scenario.journal().refusals()).containsExactly(503);
        Verdict verdict = scenario.verdict();
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.duplicates()).isZero();
        scenario.checkApi(client, 100);
        scenario.stop(server);
      }
      scenario.checkStore();
    }
  }

  private static void holdUntilRefused(CrashScenario scenario, Client client) throws Exception {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + scenario.store().path())) {
      Await.until(() -> begun(other));
      Await.until(() -> scenario.journal().refused() > 0);
      assertThat(client.search("", 1).path("totalHits").asLong()).as("reads work").isPositive();
      try (var statement = other.createStatement()) {
        statement.execute("rollback");
      }
    }
  }

  private static boolean begun(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("begin immediate");
      return true;
    } catch (SQLException busy) {
      return false;
    }
  }
}
