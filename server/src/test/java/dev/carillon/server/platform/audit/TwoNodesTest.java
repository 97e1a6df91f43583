package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.platform.audit.AuditLog.Keeping;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one key append to one chain in PostgreSQL, each from a pool of its own. */
class TwoNodesTest {

  private static final int EACH = 150;

  @TempDir private Path home;
  @TempDir private Path otherHome;

  @Test
  void twoNodesWriteOneChainWithoutAGap() throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    new RecordedServer(home, database).close();
    Log log = new Log(null, home, database);
    int before = Integer.parseInt(log.look("select count(*) from audit_log"));
    Keeping one = Keeping.of(home, () -> 365, Clock.systemUTC());
    Keeping other =
        new Keeping(one.key(), otherHome.resolve("audit.head"), one.days(), one.clock());
    try (HikariDataSource pool = pool(database);
        HikariDataSource otherPool = pool(database);
        Database first = PostgresDatabase.on(pool);
        Database second = PostgresDatabase.on(otherPool);
        AuditLog here = new AuditLog(first, one, (route, method) -> "");
        AuditLog there = new AuditLog(second, other, (route, method) -> "")) {
      List<Thread> threads = new ArrayList<>();
      for (AuditLog each : List.of(here, there, here, there)) {
        threads.add(Thread.startVirtualThread(() -> work(each)));
      }
      for (Thread each : threads) {
        each.join();
      }
      for (Keeping keeping : List.of(one, other)) {
        Map<String, ?> verdict = AuditLog.verify(first, keeping);
        assertThat(verdict.get("intact")).isEqualTo(true);
        assertThat(verdict.get("checked")).isEqualTo((long) before + 4 * EACH);
      }
    }
    assertThat(log.look("select count(*) from audit_log where action = 'auditTampered'"))
        .isEqualTo("0");
    assertThat(log.look("select last_seq from audit_head"))
        .isEqualTo(log.look("select count(*) from audit_log"));
  }

  @Test
  void aCallThatNeverEndedIsOneEntryThoughBothNodesFindIt() throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    new RecordedServer(home, database).close();
    Keeping one = Keeping.of(home, () -> 365, Clock.systemUTC());
    Keeping other =
        new Keeping(one.key(), otherHome.resolve("audit.head"), one.days(), one.clock());
    try (HikariDataSource pool = pool(database);
        HikariDataSource otherPool = pool(database);
        Database first = PostgresDatabase.on(pool);
        Database second = PostgresDatabase.on(otherPool)) {
      first.<Integer>write(
          connection ->
              Sql.update(
                  connection,
                  "insert into audit_begun (id, at, entry) values ('x', 1, ?)",
                  "{\"action\": \"neverEnded\", \"objectType\": \"group\"}"));
      AuditLog here = new AuditLog(first, one, (route, method) -> "");
      AuditLog there = new AuditLog(second, other, (route, method) -> "");
      here.close();
      there.close();
    }
    Log log = new Log(null, home, database);
    assertThat(log.look("select count(*) from audit_log where action = 'neverEnded'"))
        .isEqualTo("1");
  }

  private static void work(AuditLog audit) {
    for (int i = 0; i < EACH; i++) {
      audit.did(Via.SYSTEM, "work", new Subject("group", "g" + i, ""), Map.of(), Map.of());
    }
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    return new HikariDataSource(config);
  }
}
