package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.crash.DeliveryChecker.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the server at random moments under load: whatever was accepted arrives all the same. */
class KillTest {

  private static final int KILLS = Integer.getInteger("carillon.kills", 40);
  private static final int CLIENTS = 8;
  private static final Duration READY_WITHIN = Duration.ofSeconds(10);

  @TempDir Path temp;

  private final Random random = new Random();
  private final List<Duration> starts = new ArrayList<>();

  @Test
  void whatWasAcceptedArrivesHoweverOftenTheServerDies() throws Exception {
    try (Scene scene = Scene.in(temp.resolve("home"))) {
      List<Journal.Writer> writers =
          Stream.generate(scene.journal()::writer).limit(CLIENTS).toList();
      Client client = subscribed(scene);
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = started(scene)) {
          loadAndKill(scene, server, client, writers);
        }
      }
      try (ServerProcess server = started(scene)) {
        Verdict verdict = scene.verdict();
        print(verdict, scene.unsettled());

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.accepted()).isGreaterThan(KILLS);
        scene.checkApi(client);
        server.terminate();
      }
      scene.checkStore();
    }
    assertThat(starts).allSatisfy(start -> assertThat(start).isLessThan(READY_WITHIN));
  }

  private Client subscribed(Scene scene) throws Exception {
    try (ServerProcess server = started(scene)) {
      Client client = scene.subscribe(server);
      server.terminate();
      return client;
    }
  }

  private ServerProcess started(Scene scene) throws Exception {
    ServerProcess server = scene.start();
    starts.add(server.readyAfter());
    return server;
  }

  private void loadAndKill(
      Scene scene, ServerProcess server, Client client, List<Journal.Writer> writers)
      throws Exception {
    List<Thread> running =
        writers.stream()
            .map(writer -> Thread.ofPlatform().start(() -> writer.run(client)))
            .toList();
    // the moment of death is what this test is about: any
    Thread.sleep(random.nextInt(200, 2000));
    scene.kill(server);
    for (Thread writer : running) {
      writer.join();
    }
  }

  private void print(Verdict verdict, int unsettled) {
    List<Long> millis = starts.stream().map(Duration::toMillis).sorted().toList();
    System.out.printf(
        "%d kills: %d changes accepted, %d requests received, %d duplicates (%d deliveries were"
            + " not settled at a kill), %d lost; ready in %d ms (median), %d ms (longest)%n",
        KILLS,
        verdict.accepted(),
        verdict.received(),
        verdict.duplicates(),
        unsettled,
        verdict.lost(),
        millis.get(millis.size() / 2),
        millis.getLast());
  }
}
