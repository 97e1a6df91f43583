package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.invariant.Invariant;
import dev.carillon.server.invariant.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that answers before it commits is found out by the fault tests. */
class BrokenServerTest {

  @TempDir Path temp;

  @Test
  void answersBeforeTheCommitAreFoundByAKillBeforeTheCommit() throws Exception {
    Path folder = temp.resolve("point");
    try (Scene scene = Scene.in(temp.resolve("home"))) {
      Client client = scene.subscribed();
      scene.launch(EarlyAnswers.in(Point.BEFORE_COMMIT.in(folder), folder));
      try (ServerProcess server = scene.start()) {
        Point.arm(folder, 20);
        Load.of(scene.writers(4), client).join();
        assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
        scene.died(server);
      }
      assertLossIsFound(scene);
    }
  }

  @Test
  void answersBeforeTheCommitAreFoundByAFlushThatFails() throws Exception {
    try (Scene scene = Scene.onDoubtfulDisk(temp.resolve("home"))) {
      Client client = scene.subscribed();
      List<String> strace = FsyncTest.strace("error=EIO:when=15+");
      scene.launch(EarlyAnswers.in(Launch.PLAIN, temp.resolve("agent")).below(strace));
      try (ServerProcess server = scene.start()) {
        Load load = Load.of(scene.writers(4), client);
        Await.until(() -> server.printed().contains(FsyncTest.NOT_COMMITTED));
        load.stop();
        server.kill();
        scene.died(server);
      }
      assertLossIsFound(scene);
    }
  }

  private static void assertLossIsFound(Scene scene) throws Exception {
    scene.launch(Launch.PLAIN);
    try (ServerProcess server = scene.start()) {
      Verdict verdict = scene.verdict();
      assertThat(verdict.faults()).containsKey(Invariant.I1_NO_LOSS);
      scene.stop(server);
    }
  }
}
