package dev.carillon.server.webhooks.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.webhooks.stats.AttemptSums.SumStore.Slot;
import dev.carillon.server.webhooks.stats.AttemptSums.SumStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Two nodes that sum up attempts of the same webhooks. */
class SharedSumsTest {

  private static final Webhook.Id WEBHOOK = new Webhook.Id("2n-UzMFgate9nAwg8zLXCs");
  private static final int TIMES = 100;

  @Test
  void nothingThatANodeAddsIsLostToTheOther() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();
    try (HikariDataSource one = pool(url);
        HikariDataSource other = pool(url)) {
      PostgresDatabase first = PostgresDatabase.on(one);
      PostgresDatabase second = PostgresDatabase.on(other);
      Tables.make(first);
      CyclicBarrier together = new CyclicBarrier(2);
      Thread adding = Thread.ofVirtual().start(() -> add(first, together));
      add(second, together);
      adding.join();

      assertThat(new SumStore(first).since(WEBHOOK, StatsInterval.DAY, 0))
          .singleElement()
          .extracting(piece -> piece.sums().delivered())
          .isEqualTo(2L * TIMES);
      first.close();
      second.close();
    }
  }

  private static void add(PostgresDatabase database, CyclicBarrier together) {
    AttemptTotals one = new AttemptTotals();
    one.add("asset_create", new Last(204, "", Duration.ofMillis(3)));
    SumStore store = new SumStore(database);
    for (int i = 0; i < TIMES; i++) {
      meet(together);
      store.add(Map.of(new Slot(WEBHOOK, 1_795_600_800), one));
    }
  }

  /** So that both are at it at the same time, again and again. */
  private static void meet(CyclicBarrier together) {
    try {
      together.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
      throw new IllegalStateException(alone);
    }
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(3);
    return new HikariDataSource(config);
  }
}
