package dev.carillon.server.webhooks.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.webhooks.stats.AttemptSums.SumStore;
import dev.carillon.server.webhooks.stats.AttemptSums.SumStore.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Two nodes that sum up attempts of the same webhooks. */
class SharedSumsTest {

  private static final Webhook.Id WEBHOOK = new Webhook.Id("2n-UzMFgate9nAwg8zLXCs");
  private static final Map<Slot, AttemptTotals> ONE = once();

  @Test
  void nothingThatANodeAddsIsLostToTheOther() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();
    try (HikariDataSource one = pool(url);
        HikariDataSource other = pool(url)) {
      PostgresDatabase first = PostgresDatabase.on(one);
      PostgresDatabase second = PostgresDatabase.on(other);
      Tables.make(first);
      CountDownLatch added = new CountDownLatch(1);
      Thread slow =
          Thread.ofVirtual()
              .start(
                  () ->
                      first.<Integer>write(
                          connection -> {
                            new SumStore(within(first, connection)).add(ONE);
                            added.countDown();
                            Await.pause(300);
                            return 1;
                          }));
      added.await();
      new SumStore(second).add(ONE);
      slow.join();

      assertThat(new SumStore(first).since(WEBHOOK, StatsInterval.FIVE_MINUTES, 0))
          .singleElement()
          .extracting(piece -> piece.sums().delivered())
          .isEqualTo(2L);
      first.close();
      second.close();
    }
  }

  private static Map<Slot, AttemptTotals> once() {
    AttemptTotals one = new AttemptTotals();
    one.add("asset_create", new Last(204, "", Duration.ofMillis(3)));
    return Map.of(new Slot(WEBHOOK, 1_795_600_800), one);
  }

  /** What is written goes into this transaction, which is not committed yet. */
  private static Database within(Database database, Connection connection) {
    return new Database() {
      @Override
      public Dialect dialect() {
        return database.dialect();
      }

      @Override
      public <T> T write(DatabaseWork<T> work) {
        try {
          return work.in(connection);
        } catch (SQLException failed) {
          throw new IllegalStateException(failed);
        }
      }

      @Override
      public <T> T read(DatabaseWork<T> work) {
        return write(work);
      }

      @Override
      public long commits() {
        return 0;
      }

      @Override
      public void close() {
        // belongs to another
      }
    };
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(3);
    return new HikariDataSource(config);
  }
}
