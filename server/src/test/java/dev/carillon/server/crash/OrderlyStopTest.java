package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.crash.Change.Answer;
import dev.carillon.server.crash.DeliveryChecker.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop under load loses nothing and sends nothing twice. */
class OrderlyStopTest {

  private static final int STOPS = 3;
  private static final int CHANGES_EACH = 200;
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

  @TempDir Path temp;

  @Test
  void stoppingUnderLoadLosesNothingAndSendsNothingTwice() throws Exception {
    try (Scene scene = Scene.in(temp.resolve("home"))) {
      List<Journal.Writer> writers = Stream.generate(scene.journal()::writer).limit(8).toList();
      Client client = subscribed(scene);
      for (int stop = 0; stop < STOPS; stop++) {
        try (ServerProcess server = scene.start()) {
          assertThat(loadAndStop(scene, server, client, writers)).isLessThan(STOPPED_WITHIN);
        }
      }
      try (ServerProcess server = scene.start()) {
        Verdict verdict = scene.verdict();

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.duplicates()).isZero();
        scene.checkApi(client);
        server.terminate();
      }
      scene.checkStore();
    }
  }

  private static Client subscribed(Scene scene) throws Exception {
    try (ServerProcess server = scene.start()) {
      Client client = scene.subscribe(server);
      server.terminate();
      return client;
    }
  }

  private static Duration loadAndStop(
      Scene scene, ServerProcess server, Client client, List<Journal.Writer> writers)
      throws Exception {
    long before = scene.journal().count(Answer.ACCEPTED);
    List<Thread> running =
        writers.stream()
            .map(writer -> Thread.ofPlatform().start(() -> writer.run(client)))
            .toList();
    Await.until(() -> scene.journal().count(Answer.ACCEPTED) >= before + CHANGES_EACH);
    Duration took = server.terminate();
    for (Thread writer : running) {
      writer.join();
    }
    return took;
  }
}
