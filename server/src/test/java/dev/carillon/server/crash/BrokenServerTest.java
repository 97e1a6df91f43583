package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.invariant.Invariant;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that answers before it commits is found out where one that does not is not. Receivers
 * fail until it is dead, so that nothing arrives which only its memory knew.
 */
@Tag("long")
class BrokenServerTest {

  /** The server commits of itself now and then: if that comes first, the call is not answered. */
  private static final int OTHER_COMMITS_MAX = 10;

  @TempDir Path temp;

  @Test
  void answersBeforeTheCommitAreFoundByAKillBeforeTheCommit() throws Exception {
    Killed broken = killedBeforeACommit("broken", true);
    for (int again = 0; again < OTHER_COMMITS_MAX && !broken.answered(); again++) {
      broken = killedBeforeACommit("broken-" + again, true);
    }
    assertThat(broken.answered()).isTrue();
    assertFoundOut(broken.verdict());
    Killed sound = killedBeforeACommit("sound", false);
    assertThat(sound.answered()).isFalse();
    assertThat(sound.verdict().faults()).isEmpty();
  }

  @Test
  void answersBeforeTheCommitAreFoundByFlushesThatFail() throws Exception {
    assertFoundOut(failingFlushes("broken", true));
    assertThat(failingFlushes("sound", false).faults()).isEmpty();
  }

  private static void assertFoundOut(Verdict verdict) {
    assertThat(verdict.faults()).containsKeys(Invariant.I1_NO_LOSS, Invariant.I4_TRUE_LOG);
    assertThat(verdict.lost()).isPositive();
  }

  private Killed killedBeforeACommit(String home, boolean broken) throws Exception {
    Path folder = temp.resolve("point");
    Point.disarm(folder);
    boolean answered;
    try (CrashScenario scenario = CrashScenario.in(temp.resolve(home))) {
      Client client = subscribed(scenario);
      scenario.launch(launch(Point.BEFORE_COMMIT.in(folder), broken));
      try (ServerProcess server = scenario.start()) {
        Journal.Writer writer = scenario.journal().writer();
        for (int i = 0; i < 8; i++) {
          // whoever is answered too early may not find yet what was made
          Await.until(() -> writer.step(client).ok());
        }
        // the commit of the last one follows its answer
        Thread.sleep(1000);
        scenario.settle();
        scenario.receiver().answer(request -> 500);
        // alone, so that the next commit is this change's
        Point.arm(folder, 1);
        answered = writer.step(client).ok();
        assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
        scenario.died(server);
      }
      return new Killed(answered, verdict(scenario));
    }
  }

  /** How the last call before the kill ended, and what was found afterwards. */
  private record Killed(boolean answered, Verdict verdict) {}

  private Verdict failingFlushes(String home, boolean broken) throws Exception {
    try (CrashScenario scenario = CrashScenario.onDoubtfulDisk(temp.resolve(home + "-disk"))) {
      Client client = subscribed(scenario);
      List<String> strace = FsyncTest.strace("error=EIO:when=15+");
      scenario.launch(launch(Launch.PLAIN, broken).below(strace));
      try (ServerProcess server = scenario.start()) {
        scenario.receiver().answer(request -> 500);
        Load load = Load.of(scenario.writers(4), client);
        Await.until(() -> server.printed().contains(FsyncTest.NOT_COMMITTED));
        Journal journal = scenario.journal();
        int accepted = journal.accepted();
        Await.until(() -> broken ? journal.accepted() > accepted + 10 : journal.refused() > 10);
        load.stop();
        server.kill();
        scenario.died(server);
      }
      return verdict(scenario);
    }
  }

  private static Client subscribed(CrashScenario scenario) throws Exception {
    scenario.properties("webHooksFailuresBeforeDisable=-1\n");
    return scenario.subscribed();
  }

  private Launch launch(Launch sound, boolean broken) throws Exception {
    return broken ? EarlyAnswers.in(sound, temp.resolve("agent")) : sound;
  }

  private static Verdict verdict(CrashScenario scenario) throws Exception {
    scenario.receiver().answer(request -> 200);
    scenario.launch(Launch.PLAIN);
    try (ServerProcess server = scenario.start()) {
      Verdict verdict = scenario.verdict();
      scenario.stop(server);
      return verdict;
    }
  }
}
