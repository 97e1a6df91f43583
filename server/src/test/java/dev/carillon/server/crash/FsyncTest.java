package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk does not confirm what is written to it: at the n-th flush of each thread, once or from
 * then on, or the power is cut there. No event was accepted that is not there after the next start.
 * What was answered 503 may be there: the disk may have kept what it did not confirm.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("c3")
class FsyncTest {

  private static final int FLUSHES = FaultRecord.scaled(2, 50);
  private static final int FLUSH_MAX = 50;
  private static final int CLIENTS = 6;
  private static final int ACCEPTED_AFTERWARDS = 30;

  /** A group has no more callers than there are clients, and each group is flushed. */
  private static final int CERTAINLY_FLUSHED = (FLUSH_MAX + 1) * CLIENTS;

  /** What the writer says when a group was not committed. */
  static final String NOT_COMMITTED = "callers got this error";

  @TempDir Path temp;

  /** That group, if it was one's, is refused; the next one is accepted, in the same process. */
  @Test
  void oneFlushThatFailsCostsOneGroup() throws Exception {
    each("c3.fails-once", "error=EIO:when=%d", FsyncTest::failsOnce);
  }

  /** All groups are refused from then on. */
  @Test
  void flushesThatFailFromNowOnAreNeverFollowedByAnAcceptance() throws Exception {
    each("c3.fails-from-then-on", "error=EIO:when=%d+", FsyncTest::failsFromThenOn);
  }

  /** The process is gone before its flush begins. */
  @Test
  void aFlushAtWhichTheServerDiesConfirmsNothing() throws Exception {
    each("c3.cut", "signal=KILL:when=%d", FsyncTest::cut);
  }

  private void each(String name, String fault, Course course) throws Exception {
    Map<String, Number> counts = new LinkedHashMap<>();
    for (int i = 0; i < FLUSHES; i++) {
      // the first ones belong to the start
      int flush = 1 + (i + 1) * FLUSH_MAX / (FLUSHES + 1);
      try (CrashScenario scenario = CrashScenario.onDoubtfulDisk(temp.resolve(name + flush))) {
        Client client = scenario.subscribed();
        scenario.launch(Launch.PLAIN.below(strace(fault.formatted(flush))));
        run(scenario, client, course);
        Verdict verdict = afterwards(scenario, client);
        verdict
            .counts()
            .forEach(
                (what, count) -> counts.merge(what, count, (a, b) -> a.intValue() + b.intValue()));
        counts.merge(
            "refused", scenario.journal().refused(), (a, b) -> a.intValue() + b.intValue());
        counts.put("faults", i + 1);
        FaultRecord.record(name, counts);

        assertThat(verdict.faults()).as("at flush %d", flush).isEmpty();
        assertThat(scenario.journal().refusals()).isSubsetOf(503);
      }
    }
    assertThat(counts.getOrDefault("accepted", 0).intValue())
        .as("accepted before or after")
        .isPositive();
  }

  private static void run(CrashScenario scenario, Client client, Course course) throws Exception {
    ServerProcess server =
        ServerProcess.launched(scenario.store().home(), scenario.port(), scenario.launch());
    try (server) {
      if (server.cameUp()) {
        scenario.started(server);
        course.take(scenario, server, client);
      }
      server.kill();
      scenario.died(server);
    }
  }

  private static Verdict afterwards(CrashScenario scenario, Client client) throws Exception {
    scenario.launch(Launch.PLAIN);
    Verdict verdict;
    try (ServerProcess server = scenario.start()) {
      verdict = scenario.verdict();
      scenario.checkApi(client, 20);
      scenario.stop(server);
    }
    scenario.checkStore();
    return verdict;
  }

  private static void failsOnce(CrashScenario scenario, ServerProcess server, Client client)
      throws Exception {
    Load load = Load.of(scenario.writers(CLIENTS), client);
    // a flush of the start, or of the search index, costs no group
    Await.until(
        () ->
            server.printed().contains(NOT_COMMITTED)
                || scenario.journal().accepted() >= CERTAINLY_FLUSHED);
    Instant failed = Instant.now();
    int before = scenario.journal().accepted();
    Await.until(() -> scenario.journal().accepted() >= before + ACCEPTED_AFTERWARDS);
    scenario.evidence().recovered("a flush", Duration.between(failed, Instant.now()));
    load.stop();
    scenario.settle();
  }

  private static void failsFromThenOn(CrashScenario scenario, ServerProcess server, Client client)
      throws Exception {
    Load load = Load.of(scenario.writers(CLIENTS), client);
    Await.until(() -> server.printed().contains(NOT_COMMITTED));
    Await.until(() -> scenario.journal().refused() >= CLIENTS);
    int accepted = scenario.journal().accepted();
    int refused = scenario.journal().refused();
    Await.until(() -> scenario.journal().refused() >= refused + ACCEPTED_AFTERWARDS);
    assertThat(scenario.journal().accepted()).isEqualTo(accepted);
    load.stop();
  }

  private static void cut(CrashScenario scenario, ServerProcess server, Client client)
      throws Exception {
    Load load = Load.of(scenario.writers(CLIENTS), client);
    assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
    load.join();
  }

  static List<String> strace(String fault) {
    List<String> command = new ArrayList<>(List.of("strace", "--follow-forks", "--quiet=all"));
    if (!fault.startsWith("signal")) {
      // a filter in the kernel makes it fast, but swallows signals
      command.add("--seccomp-bpf");
    }
    command.addAll(List.of("--output=/dev/null", "--trace=fsync,fdatasync"));
    command.add("--inject=fsync,fdatasync:" + fault);
    return command;
  }

  /** What is done while the disk is bad. */
  @FunctionalInterface
  private interface Course {
    void take(CrashScenario scenario, ServerProcess server, Client client) throws Exception;
  }
}
