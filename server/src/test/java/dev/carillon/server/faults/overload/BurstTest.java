package dev.carillon.server.faults.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.crash.Client;
import dev.carillon.server.crash.ServerProcess;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.faults.load.PathReceiver;
import dev.carillon.server.faults.overload.Burst.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** O1: a burst on a server with half a gigabyte of heap. */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("o1")
class BurstTest {

  private static final int BURST = FaultRecord.scaled(5_000, 100_000);
  private static final int CROWD = 1500;
  private static final int FEW = 16;
  private static final int ASSETS = 64;
  private static final int RSS_MEGABYTES_MAX = 900;

  /** In every run of the tests others use the machine too. */
  private static final double P99_MILLIS_MAX = FaultRecord.scaled(2500, 250);

  /** A machine that stands still for a moment spoils one round. */
  private static final int ROUNDS = 4;

  private static final Duration DELIVERED_WITHIN = Duration.ofMinutes(2);

  @TempDir Path temp;

  @Test
  void aBurstIsAcceptedOrRefusedAndWhatWasAcceptedArrives() throws Exception {
    try (PathReceiver receiver = PathReceiver.start();
        ServerProcess server =
            ServerProcess.start(temp.resolve("home"), ServerProcess.freePort())) {
      Client client = server.client();
      client.webhook(receiver.url("all"), List.of("asset_update_metadata"), List.of("status"));
      Burst burst = new Burst(server.port(), client.authorization(), assets(client));

      Tally few = burst.run(FEW, BURST / 8); // so that the code is compiled
      int accepted = few.accepted();
      for (int round = 0; round < ROUNDS && (round == 0 || isSlow(few)); round++) {
        few = burst.run(FEW, BURST / 8);
        accepted += few.accepted();
      }
      Tally crowd = burst.run(CROWD, BURST);
      accepted += crowd.accepted();
      awaitDelivered(receiver, accepted);
      int peak = peakMegabytes(server.pid());
      record(few, crowd, accepted - receiver.heard().size(), peak);

      assertThat(few.wrong()).isEmpty();
      assertThat(crowd.wrong()).isEmpty();
      assertThat(few.refused()).isZero();
      assertThat(isSlow(few)).as("p99 of %s ms", few.p99Millis()).isFalse();
      assertThat(crowd.accepted()).isEqualTo(BURST);
      assertThat(receiver.heard()).hasSize(accepted);
      assertThat(peak).isLessThanOrEqualTo(RSS_MEGABYTES_MAX);
      assertThat(server.printed()).doesNotContain("OutOfMemory");
    }
  }

  private static boolean isSlow(Tally few) {
    return few.p99Millis() >= P99_MILLIS_MAX;
  }

  private static List<String> assets(Client client) throws IOException, InterruptedException {
    List<String> assets = new ArrayList<>();
    for (int i = 0; i < ASSETS; i++) {
      assets.add(
          client
              .post("/services/create", Map.of("assetPath", "/Burst/" + i + ".txt"))
              .accepted()
              .path("id")
              .asText());
    }
    return assets;
  }

  private static void awaitDelivered(PathReceiver receiver, int count) throws InterruptedException {
    long deadline = System.nanoTime() + DELIVERED_WITHIN.toNanos();
    while (receiver.heard().size() < count && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
  }

  /** The most memory that the process ever had. */
  private static int peakMegabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static void record(Tally few, Tally crowd, int lost, int peak) {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("accepted", crowd.accepted());
    counts.put("refused", crowd.refused());
    counts.put("lost", lost);
    counts.put("peak MB", peak);
    counts.put("accept p99 ms", Math.round(few.p99Millis()));
    counts.put("accept p99 ms in the burst", Math.round(crowd.p99Millis()));
    System.out.println("o1: " + counts);
    FaultRecord.record("o1", counts);
  }
}
