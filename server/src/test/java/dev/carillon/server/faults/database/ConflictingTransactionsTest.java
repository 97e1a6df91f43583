package dev.carillon.server.faults.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D7: every tenth transaction is told that another went first, and nobody notices. */
@Tag("long")
@Tag("faults")
@Tag("d7")
class ConflictingTransactionsTest {

  private static final int CHANGES = FaultRecord.scaled(400, 100_000);

  /**
   * PostgreSQL itself fails one transaction in ten: half of them at a statement, half of them at
   * the commit, as serialization failure or deadlock. A repeated one has another number. What a
   * sequence counts is not undone.
   */
  private static final String CONFLICTS =
      """
      create sequence conflicts;
      create function conflict() returns trigger language plpgsql as $$
      declare
        place bigint := pg_current_xact_id()::text::bigint % 40;
      begin
        if place in (3, 13) and tg_argv[0] = 'statement'
            or place in (23, 33) and tg_argv[0] = 'commit' then
          perform nextval('conflicts');
          raise exception 'another transaction went first'
            using errcode = case when place in (3, 23) then '40001' else '40P01' end;
        end if;
        return null;
      end $$;
      create trigger recorded_statement after insert on events
        for each row execute function conflict('statement');
      create constraint trigger recorded_commit after insert on events
        deferrable initially deferred for each row execute function conflict('commit');
      create trigger settled_statement after update on deliveries
        for each row execute function conflict('statement');
      create constraint trigger settled_commit after update on deliveries
        deferrable initially deferred for each row execute function conflict('commit');
      """;

  @TempDir Path temp;

  @Test
  void transactionsThatLoseRunAgainAndNobodyNotices() throws Exception {
    try (Postmaster postgres = Postmaster.in(temp.resolve("pg"));
        DatabaseScenario scenario =
            DatabaseScenario.on(temp.resolve("home"), postgres.newDatabase("conflicts", ""))) {
      try (Connection connection =
              DriverManager.getConnection(Postmaster.url(postgres.port(), "conflicts"));
          var statement = connection.createStatement()) {
        statement.execute(CONFLICTS);
      }
      scenario.work(8);
      Await.until(
          Duration.ofMinutes(FaultRecord.scaled(1, 60)),
          () -> scenario.book().count(Asked::accepted) >= CHANGES);
      scenario.rest();

      long conflicts = scenario.number("select last_value from conflicts");
      scenario.check("d7", Map.of("conflicts", conflicts));
      assertThat(conflicts).as("there were conflicts of each kind").isGreaterThan(4);
      assertThat(scenario.book().count(one -> !one.accepted())).as("refused or unknown").isZero();
    }
  }
}
