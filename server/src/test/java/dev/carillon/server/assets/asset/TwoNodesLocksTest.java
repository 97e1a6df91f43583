package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.database.SumLock;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes lock the same at the same time, in transactions of many works each. */
class TwoNodesLocksTest {

  private static final int CALLERS = 12;
  private static final int CALLS = 25;
  private static final Duration STATISTICS_WITHIN = Duration.ofSeconds(10);

  private static final String DEADLOCKS =
      "select deadlocks from pg_stat_database where datname = current_database()";

  /** As a settlement does where a webhook fails. */
  private static final String SETTLE =
      "update webhooks set failures_in_row = failures_in_row + 1 where name = 'all'";

  private static final String ADD =
      """
      insert into mail_buckets (counted_for, remaining, counted_at) values (?, 1, 1)
      on conflict (counted_for) do update set remaining = mail_buckets.remaining + 1
      """;

  @TempDir private Path home;
  @TempDir private Path otherHome;

  @Test
  void twoNodesNeverWaitForEachOther() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();
    try (HikariDataSource pool = pool(url);
        HikariDataSource otherPool = pool(url);
        AssetsFixture one = AssetsFixture.onPostgres(home, pool);
        AssetsFixture other = AssetsFixture.beside(otherHome, otherPool);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> ended = new ArrayList<>();
      for (AssetsFixture node : List.of(one, other)) {
        for (int caller = 0; caller < CALLERS; caller++) {
          String name = (node == one ? "one-" : "other-") + caller;
          ended.add(callers.submit(() -> calls(node, name)));
        }
      }
      for (Future<?> each : ended) {
        each.get();
      }
      assertThat(one.count("assets")).isEqualTo(2 * CALLERS);
    }
    assertThat(deadlocks(url)).isZero();
  }

  private static void calls(AssetsFixture node, String name) {
    Random random = new Random(name.hashCode());
    String asset = node.create("/shared/" + name + ".txt");
    for (int i = 0; i < CALLS; i++) {
      switch (random.nextInt(5)) {
        case 0 -> node.database.write(LockOrder.WEBHOOKS, c -> Sql.update(c, SETTLE));
        case 1 -> {
          String bucket = random.nextBoolean() ? "a" : "b";
          SumLock.write(node.database, c -> Sql.update(c, ADD, bucket));
        }
        case 2 -> node.call("/services/createFolder", "path", "/folders/" + name + "-" + i);
        default -> node.call("/services/update", "id", asset, "status", "s" + i);
      }
    }
  }

  /** The database adds them up some time after a connection has ended. */
  private static long deadlocks(String url) throws Exception {
    long deadline = System.nanoTime() + STATISTICS_WITHIN.toNanos();
    try (Connection connection = DriverManager.getConnection(url)) {
      while (Sql.number(
                  connection,
                  "select count(*) from pg_stat_activity where datname = current_database()")
              > 1
          && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      return Sql.number(connection, DEADLOCKS);
    }
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(8);
    return new HikariDataSource(config);
  }
}
