package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.log.DeliveryInspector.Place;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Schedule;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final int PURGED_AT_ONCE = 20;

  /** A retry after a minute comes a fifth later at most. */
  private static final Duration RETRIED_WITHIN = Duration.ofMinutes(2);

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
  void rowsThatAreBeingPurgedAreGoneInWholeBatchesAndNothingElseIs() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      scenario.properties("webHooksFailuresBeforeDisable=-1\nwebHooksRetryDelays=1s,2s,4s,60s\n");
      scenario.evidence().schedule(Schedule.ofSeconds(1, 2, 4, 60)).rowsWerePurged();
      List<Journal.Writer> writers = scenario.writers(4);
      Client client = scenario.subscribed();
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = scenario.start()) {
          scenario.receiver().answer(request -> 200);
          // what failed in the life before may have been planned for a minute later
          Await.until(RETRIED_WITHIN, () -> scenario.store().pending().isEmpty());
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
    Point point =
        List.of(Point.BEFORE_COMMIT, Point.AFTER_COMMIT, Point.DURING_PURGE).get(kill % 3);
    int passes = 2 + kill % 4;
    StoreFile store = scenario.store();
    StoredDeliveries before = store.stored();
    long ended = ended(before);
    assertThat(before.count(State.PENDING)).isPositive();
    assertThat(ended).isGreaterThan((long) passes * PURGED_AT_ONCE);

    int code =
        StoreUpkeep.die(store, StoreUpkeep.Task.PURGE, PURGED_AT_ONCE, point, folder, passes);
    assertThat(code).isEqualTo(Point.EXIT_CODE);

    int batches = point.equals(Point.AFTER_COMMIT) ? passes : passes - 1;
    StoredDeliveries after = store.stored();
    assertThat(ended(after)).isEqualTo(ended - (long) batches * PURGED_AT_ONCE);
    assertThat(before.deliveries()).containsAll(after.deliveries());
    assertThat(after.in(State.PENDING)).isEqualTo(before.in(State.PENDING));
    assertThat(StoredDeliveries.whole(store.url()))
        .as("each has its payload and its attempts")
        .allMatch(one -> one.payload().bytes().length > 0)
        .allMatch(one -> one.attempts().size() == one.delivery().entry().delivery().attempts());
    assertThat(after.all().stream().filter(one -> one.place() == Place.RECORD).count())
        .as("each record has its event")
        .isEqualTo(
            store.number(
                "select (select coalesce(sum(n), 0) from results)"
                    + " + (select coalesce(sum(n), 0) from chunks)"));
    for (String orphans :
        List.of(
            "deliveries d where not exists (select 1 from events e where e.sequence = d.event)",
            "attempts a where not exists"
                + " (select 1 from deliveries d where d.sequence = a.delivery)")) {
      assertThat(store.number("select count(*) from " + orphans)).as(orphans).isZero();
    }
  }

  private static long ended(StoredDeliveries stored) {
    return stored.all().size() - (long) stored.count(State.PENDING);
  }
}
