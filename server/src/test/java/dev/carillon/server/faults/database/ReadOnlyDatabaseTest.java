package dev.carillon.server.faults.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D5: the database takes no changes for a while, as a standby does. */
@Tag("long")
@Tag("faults")
@Tag("d5")
class ReadOnlyDatabaseTest {

  @TempDir Path temp;

  @Test
  void changesAreRefusedReadsWorkAndAllGoesOnAfterwards() throws Exception {
    try (Postmaster postgres = Postmaster.in(temp.resolve("pg"));
        DatabaseScenario scenario =
            DatabaseScenario.on(temp.resolve("home"), postgres.newDatabase("readonly", ""))) {
      scenario.work(4);
      String asset = scenario.newAsset();

      readOnly(postgres, "on");
      Await.until(Duration.ofSeconds(60), () -> scenario.change(asset).answer() == 503);
      long before = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        Asked refused = scenario.change(asset);
        assertThat(refused.answer()).isEqualTo(503);
        assertThat(refused.retryAfter()).isTrue();
        assertThat(scenario.caller().get("/services/search?q=id:" + asset).status()).isEqualTo(200);
        assertThat(scenario.caller().get("/services/admin/webhook").status()).isEqualTo(200);
      }
      assertThat(scenario.book().count(one -> one.at() > before && one.accepted())).isZero();

      readOnly(postgres, "off");
      Duration back = scenario.backToNormal();
      scenario.check("d5", Map.of("backMillis", back.toMillis()));
    }
  }

  private static void readOnly(Postmaster postgres, String onOrOff) throws SQLException {
    postgres.execute("alter system set default_transaction_read_only = " + onOrOff);
    postgres.execute("select pg_reload_conf()");
  }
}
