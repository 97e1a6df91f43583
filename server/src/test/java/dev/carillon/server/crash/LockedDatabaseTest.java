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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program holds the database: changes wait or are refused, and nothing is lost. */
class LockedDatabaseTest {

  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  @TempDir Path temp;

  @Test
  void changesAreRefusedWhileAnotherProgramHoldsTheDatabase() throws Exception {
    try (CrashScenario scene = CrashScenario.in(temp.resolve("home"))) {
      try (ServerProcess server = scene.start()) {
        Client client = scene.subscribe(server);
        List<Journal.Writer> writers = scene.writers(4);
        Load load = Load.of(writers, client);
        Await.until(() -> scene.journal().accepted() >= 50);

        holdUntilRefused(scene, client);

        int before = scene.journal().accepted();
        Await.until(BACK_WITHIN, () -> scene.journal().accepted() >= before + 50);
        load.stop();
        assertThat(scene.journal().refusals()).containsExactly(503);
        Verdict verdict = scene.verdict();
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.duplicates()).isZero();
        scene.checkApi(client, 100);
        scene.stop(server);
      }
      scene.checkStore();
    }
  }

  private static void holdUntilRefused(CrashScenario scene, Client client) throws Exception {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + scene.store().path())) {
      Await.until(() -> begun(other));
      Await.until(() -> scene.journal().refused() > 0);
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
