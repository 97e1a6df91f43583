package dev.carillon.server.faults.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D1: connections are killed under load. */
@Tag("long")
@Tag("faults")
@Tag("d1")
class KilledConnectionsTest {

  private static final int KILLS = FaultRecord.scaled(10, 100);

  @TempDir Path temp;

  private final Random random = new Random();

  @Test
  void whatWasAcceptedArrivesHoweverManyConnectionsDie() throws Exception {
    try (Postmaster postgres = Postmaster.in(temp.resolve("pg"));
        DatabaseScenario scenario =
            DatabaseScenario.on(temp.resolve("home"), postgres.newDatabase("killed", ""))) {
      scenario.work(8);
      List<Long> back = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        // the moment is what this test is about: any
        Thread.sleep(random.nextInt(50, 400));
        kill(postgres, kill % 3 == 0 ? 100 : random.nextInt(1, 5));
        back.add(scenario.backToNormal().toMillis());
      }
      scenario.check("d1", Map.of("kills", KILLS, "backMillisMax", Collections.max(back)));
      assertThat(scenario.book().count(one -> !one.accepted()))
          .as("the kills were noticed")
          .isPositive();
      assertThat(Duration.ofMillis(Collections.max(back))).isLessThan(DatabaseScenario.BACK_WITHIN);
    }
  }

  private static void kill(Postmaster postgres, int connections) throws SQLException {
    postgres.execute(
        """
        select pg_terminate_backend(pid) from (
          select pid from pg_stat_activity
          where datname = 'killed' and pid <> pg_backend_pid() order by random() limit %d) victims
        """
            .formatted(connections));
  }
}
