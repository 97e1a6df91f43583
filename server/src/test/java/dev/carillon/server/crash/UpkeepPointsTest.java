package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Schedule;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies while it makes its tables, or removes old rows from them. */
@Tag("long")
@Tag("faults")
@Tag("c2")
class UpkeepPointsTest {

  private static final int KILLS = FaultRecord.scaled(3, 20);
  private static final int STATEMENTS = 40;
  private static final int SWEPT_AT_ONCE = 20;

  @TempDir Path temp;

  /** Whatever was made of the tables: the next start completes them, and all works. */
  @Test
  void tablesThatAreBeingMadeAreCompletedByTheNextStart() throws Exception {
    Map<String, Number> counts = new LinkedHashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Path folder = Files.createDirectories(temp.resolve("point" + kill));
      int statement = 2 + kill * STATEMENTS / KILLS;
      try (CrashScenario scenario = CrashScenario.in(temp.resolve("home" + kill))) {
        Point.arm(folder, statement);
        try (ServerProcess server =
            ServerProcess.launched(
                scenario.store().home(), scenario.port(), Point.BEFORE_STATEMENT.in(folder))) {
          assertThat(server.ended()).as("at statement %d", statement).isEqualTo(Point.EXIT_CODE);
        }
        try (ServerProcess server = scenario.start()) {
          Client client = scenario.subscribe(server);
          Journal.Writer writer = scenario.journal().writer();
          for (int i = 0; i < 5; i++) {
            assertThat(writer.step(client).ok()).isTrue();
          }
          Verdict verdict = scenario.verdict();
          verdict
              .counts()
              .forEach(
                  (name, count) ->
                      counts.merge(name, count, (a, b) -> a.intValue() + b.intValue()));
          counts.put("kills", kill + 1);
          FaultRecord.record("c2.during-migration", counts);

          assertThat(verdict.faults()).isEmpty();
          assertThat(
                  scenario.store().number("select count(*) from schema_history where success = 0"))
              .isZero();
          scenario.stop(server);
        }
        scenario.checkStore();
      }
    }
  }

  /** Whole batches of what has ended are gone, and nothing that anybody still needs. */
  @Test
  void rowsThatAreBeingSweptAreGoneInWholeBatchesAndNothingElseIs() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      scenario.properties("webHooksFailuresBeforeDisable=-1\nwebHooksRetryDelays=1s,2s,4s,60s\n");
      scenario.evidence().schedule(Schedule.ofSeconds(1, 2, 4, 60)).rowsWereSwept();
      List<Journal.Writer> writers = scenario.writers(4);
      Client client = scenario.subscribed();
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = scenario.start()) {
          scenario.receiver().answer(request -> 200);
          Await.until(() -> scenario.store().pending().isEmpty());
          load(scenario, client, writers, 150);
          Await.until(() -> scenario.store().pending().isEmpty());
          scenario.receiver().answer(r -> Receipt.webhook(r).equals("second") ? 503 : 200);
          load(scenario, client, writers, 30);
          scenario.stop(server);
        }
        purgeAndDie(scenario, folder, kill);
        scenario.receiver().answer(request -> 200);
      }
      try (ServerProcess server = scenario.start()) {
        Verdict verdict = scenario.verdict();
        Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
        counts.putAll(verdict.counts());
        FaultRecord.record("c2.during-purge", counts);

        assertThat(verdict.faults()).isEmpty();
        scenario.checkApi(client, 50);
        scenario.stop(server);
      }
      scenario.checkStore();
    }
  }

  private static void load(
      CrashScenario scenario, Client client, List<Journal.Writer> writers, int changes)
      throws Exception {
    int goal = scenario.journal().accepted() + changes;
    Load load = Load.of(writers, client);
    Await.until(() -> scenario.journal().accepted() >= goal);
    load.stop();
  }

  private static void purgeAndDie(CrashScenario scenario, Path folder, int kill) throws Exception {
    boolean committed = kill % 2 == 1;
    int passes = 2 + kill % 4;
    StoreFile store = scenario.store();
    long ended = store.number("select count(*) from deliveries where state <> 0");
    List<String> pending = store.pending();
    assertThat(pending).isNotEmpty();
    assertThat(ended).isGreaterThan((long) passes * SWEPT_AT_ONCE);

    Point point = committed ? Point.AFTER_COMMIT : Point.BEFORE_COMMIT;
    Process purge =
        new ProcessBuilder(
                point
                    .in(folder)
                    .java(
                        Purge.class.getName(),
                        store.home().toString(),
                        Integer.toString(SWEPT_AT_ONCE),
                        folder.toString(),
                        Integer.toString(passes)))
            .inheritIO()
            .start();
    assertThat(purge.waitFor()).isEqualTo(Point.EXIT_CODE);
    Point.disarm(folder);

    int batches = committed ? passes : passes - 1;
    assertThat(store.number("select count(*) from deliveries where state <> 0"))
        .isEqualTo(ended - (long) batches * SWEPT_AT_ONCE);
    assertThat(store.pending()).containsExactlyInAnyOrderElementsOf(pending);
    for (String orphans :
        List.of(
            "deliveries d where not exists (select 1 from events e where e.sequence = d.event)",
            "deliveries d where d.payload is not null and not exists"
                + " (select 1 from payloads p where p.sequence = d.payload)",
            "attempts a where not exists"
                + " (select 1 from deliveries d where d.sequence = a.delivery)",
            "events e where e.deliveries > 0 and not exists"
                + " (select 1 from deliveries d where d.event = e.sequence)",
            "payloads p where not exists"
                + " (select 1 from deliveries d where d.payload = p.sequence)")) {
      assertThat(store.number("select count(*) from " + orphans)).as(orphans).isZero();
    }
  }
}
