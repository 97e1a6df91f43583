package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.invariant.Vitals;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full: changes are refused, reads work, and with space again all goes on. */
@Tag("long")
class FullDiskTest {

  private static final int REFUSED = 60;

  /** I8: back to normal without anybody's help. */
  private static final Duration WELL_AGAIN_WITHIN = Duration.ofSeconds(10);

  @TempDir Path temp;

  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(temp.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=64m", "carillon-test", disk.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  @Test
  void changesAreRefusedWhileTheDiskIsFullAndGoOnAfterwards() throws Exception {
    try (CrashScenario scenario = CrashScenario.in(disk.resolve("home"))) {
      Client client;
      try (ServerProcess server = scenario.start()) {
        client = scenario.subscribe(server);
        List<Journal.Writer> writers = scenario.writers(4);
        load(client, writers, 100);
        assertThat(scenario.journal().refusals()).isEmpty();
        scenario.settle();
        Vitals healthy = server.vitals();
        long seen = client.search("", 1).path("totalHits").asLong();

        Path ballast = disk.resolve("ballast");
        while (scenario.journal().refused() < REFUSED) {
          fill(ballast);
          load(client, writers, 5);
        }
        assertThat(scenario.journal().refusals()).containsExactly(503);
        assertThat(client.search("", 1).path("totalHits").asLong())
            .as("what could be found is found")
            .isPositive()
            .isGreaterThanOrEqualTo(seen);

        Files.delete(ballast);
        Instant space = Instant.now();
        Journal.Writer writer = scenario.journal().writer();
        Await.until(() -> writer.step(client).ok());
        scenario.evidence().recovered("a full disk", Duration.between(space, Instant.now()));
        int refused = scenario.journal().refused();
        load(client, writers, 20);
        assertThat(scenario.journal().refused()).isEqualTo(refused);
        scenario.settle();
        scenario.evidence().vitals("the server", healthy, server.vitals());
        Await.until(WELL_AGAIN_WITHIN, () -> caughtUp(scenario, client));
        check(scenario, client);
        scenario.stop(server);
      }
      try (ServerProcess server = scenario.start()) {
        check(scenario, client);
        scenario.stop(server);
      }
      scenario.checkStore();
    }
  }

  /** Whether the search index, which was written to no more, knows again what was changed last. */
  private static boolean caughtUp(CrashScenario scenario, Client client) throws IOException {
    try {
      scenario.checkApi(client, 100);
      return true;
    } catch (AssertionError | IllegalStateException notYet) {
      // it finds less, or answers 503 while the index is opened anew
      return false;
    }
  }

  private static void check(CrashScenario scenario, Client client) throws Exception {
    Verdict verdict = scenario.verdict();
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.duplicates()).isZero();
    scenario.checkApi(client, 100);
  }

  private static void load(Client client, List<Journal.Writer> writers, int steps)
      throws InterruptedException {
    List<Thread> running =
        writers.stream()
            .map(
                writer ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = 0; i < steps; i++) {
                                writer.step(client);
                              }
                            }))
            .toList();
    for (Thread thread : running) {
      thread.join();
    }
  }

  /** Takes all the space there is. */
  private static void fill(Path ballast) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = 1 << 20; size > 0; size /= 2) {
        fillWith(out, new byte[size]);
      }
    }
  }

  private static void fillWith(OutputStream out, byte[] block) {
    try {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // as it should be
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
  }
}
