package dev.carillon.server.operations.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node asks its database for while nothing happens. */
@Tag("long")
class IdleNodeTest {

  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final long TRANSACTIONS_MAX_PER_SECOND = 30;

  @TempDir private Path folder;

  @Test
  void anIdleNodeAsksItsDatabaseRarely() throws Exception {
    String one = TestDatabase.POSTGRESQL.fresh();
    String many = TestDatabase.POSTGRESQL.fresh();
    try (TestServer alone = new TestServer(folder.resolve("one"), one, Map.of("nodes", "one"));
        TestServer shared = new TestServer(folder.resolve("many"), many, Map.of("nodes", "many"))) {
      assertThat(alone.url()).isNotEqualTo(shared.url());
      // what a start does is over
      Thread.sleep(3_000);
      long oneBefore = transactions(one);
      long manyBefore = transactions(many);
      Thread.sleep(MEASURED);
      double ofOne = perSecond(transactions(one) - oneBefore);
      double ofMany = perSecond(transactions(many) - manyBefore);
      System.out.printf(
          "idle node: %.1f transactions/s with nodes=one, %.1f with nodes=many; connections %d, %d%n",
          ofOne, ofMany, connections(one), connections(many));
      assertThat(ofMany).isBetween(1.0, (double) TRANSACTIONS_MAX_PER_SECOND);
      assertThat(ofOne).isLessThan(ofMany);
    }
  }

  private static double perSecond(long count) {
    return count / (double) MEASURED.toSeconds();
  }

  private static long transactions(String database) throws SQLException {
    return number(
        database,
        "select xact_commit + xact_rollback from pg_stat_database"
            + " where datname = current_database()");
  }

  private static long connections(String database) throws SQLException {
    return number(
        database,
        "select count(*) from pg_stat_activity where datname = current_database()"
            + " and pid <> pg_backend_pid()");
  }

  private static long number(String database, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
