package dev.carillon.hooks.jdbc.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.webhook.EventFilterReader;
import java.time.Clock;

/** Opens the store in a database and says how many deliveries it took over. */
final class TakeOverProcess {

  private TakeOverProcess() {}

  public static void main(String[] arguments) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[0]);
    config.setMaximumPoolSize(4);
    try (HikariDataSource pool = new HikariDataSource(config);
        PostgresDatabase database = PostgresDatabase.on(pool)) {
      var store =
          PostgresStore.open(
              database,
              new TestCipher(),
              EventFilterReader.TYPES_ONLY,
              Clock.systemUTC(),
              Node.named("young"));
      System.out.println(store.lease().takenOver());
    }
  }
}
