package dev.carillon.server.faults.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.crash.Client;
import dev.carillon.server.crash.ServerProcess;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.faults.load.PathReceiver;
import dev.carillon.server.faults.load.ReceivedRequest;
import dev.carillon.server.faults.noise.Bar.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * N4: a folder of many assets is moved by one call, while others go about their business. How long
 * the call itself takes is recorded, not judged: it answers when all is moved.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("n4")
class BulkTest {

  private static final int ASSETS = FaultRecord.scaled(1_500, 10_000);
  private static final int PAIRS = FaultRecord.scaled(3, 5);
  private static final int CLIENTS = 8;
  private static final int OTHERS = 10;
  private static final int PER_SECOND = 100;
  private static final Duration LOAD = Duration.ofSeconds(FaultRecord.scaled(2, 15));
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Pattern STATUS = Pattern.compile("\"status\":\"(v\\d{7})\"");

  @TempDir Path temp;

  private final AtomicInteger values = new AtomicInteger();

  @Test
  void movingAFolderIsNotFeltByOthers() throws Exception {
    try (PathReceiver receiver = PathReceiver.start(BulkTest::value);
        ServerProcess server =
            ServerProcess.start(temp.resolve("home"), ServerProcess.freePort())) {
      Client client = server.client();
      fill(client);
      List<String> others = others(client);
      client.webhook(
          receiver.url("moved"), List.of("asset_move", "asset_rename"), List.of("status"));
      client.webhook(receiver.url("other"), List.of("asset_update_metadata"), List.of("status"));

      load(client, others, receiver);
      List<Pair> pairs = new ArrayList<>();
      List<Duration> moves = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        Measured quiet = load(client, others, receiver);
        int number = i;
        CompletableFuture<Duration> move =
            CompletableFuture.supplyAsync(
                () -> move(client, "/Bulk" + number, "/Bulk" + (number + 1)));
        Measured noisy = load(client, others, receiver);
        moves.add(move.get());
        pairs.add(new Pair(quiet, noisy));
        System.out.printf(
            "n4: without noise %s; with it %s; moved in %s%n", quiet, noisy, move.get());
      }
      awaitMoves(receiver);
      record(pairs, moves);

      assertThat(Bar.faults(pairs)).isEmpty();
      assertThat(receiver.accepted("moved")).isEqualTo(PAIRS * ASSETS);
    }
  }

  private static void fill(Client client) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<String>> made = new ArrayList<>();
      for (int i = 0; i < ASSETS; i++) {
        String path = "/Bulk0/" + i + ".txt";
        made.add(clients.submit(() -> create(client, path)));
      }
      for (Future<String> one : made) {
        one.get();
      }
    }
  }

  private static List<String> others(Client client) throws IOException, InterruptedException {
    List<String> others = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      others.add(create(client, "/Others/" + i + ".txt"));
    }
    return others;
  }

  private static String create(Client client, String path)
      throws IOException, InterruptedException {
    return client
        .post("/services/create", Map.of("assetPath", path))
        .accepted()
        .path("id")
        .asText();
  }

  private static Duration move(Client client, String from, String to) {
    try {
      long began = System.nanoTime();
      client.post("/services/move", Map.of("source", from, "target", to)).accepted();
      return Duration.ofNanos(System.nanoTime() - began);
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Changes of the others at a steady rate; latencies count from the API's answer. */
  private Measured load(Client client, List<String> others, PathReceiver receiver)
      throws InterruptedException {
    Map<String, Long> answered = new ConcurrentHashMap<>();
    List<Thread> callers = new ArrayList<>();
    int changes = (int) (PER_SECOND * LOAD.toSeconds());
    long began = System.nanoTime();
    for (int i = 0; i < changes; i++) {
      String asset = others.get(i % others.size());
      callers.add(Thread.ofVirtual().start(() -> change(client, asset, answered)));
      LockSupport.parkNanos(began + (i + 1) * 1_000_000_000L / PER_SECOND - System.nanoTime());
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(answered).hasSize(changes);
    long deadline = System.nanoTime() + 6_000_000_000L;
    while (!receiver.heard().keySet().containsAll(answered.keySet())
        && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    return measured(answered, receiver.heard(), began);
  }

  private void change(Client client, String asset, Map<String, Long> answered) {
    String value = "v%07d".formatted(values.incrementAndGet());
    try {
      client.post("/services/update", Map.of("id", asset, "status", value)).accepted();
      answered.put(value, System.nanoTime());
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Measured measured(
      Map<String, Long> answered, Map<String, Long> heard, long began) {
    List<Long> latencies = new ArrayList<>();
    long last = began + 1;
    for (Map.Entry<String, Long> one : answered.entrySet()) {
      Long at = heard.get(one.getKey());
      if (at != null) {
        latencies.add(Math.max(0, at - one.getValue()));
        last = Math.max(last, at);
      }
    }
    return new Measured(answered.size(), latencies, Duration.ofNanos(last - began));
  }

  private static void awaitMoves(PathReceiver receiver) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (receiver.accepted("moved") < PAIRS * ASSETS && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
  }

  /** The value that a change of the others set; anything else stands for itself. */
  private static String value(ReceivedRequest request) {
    Matcher status = STATUS.matcher(request.body());
    return status.find() ? status.group(1) : request.delivery();
  }

  private static void record(List<Pair> pairs, List<Duration> moves) {
    Bar.record("n4", pairs);
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("assets", ASSETS);
    counts.put("slowest ms", moves.stream().mapToLong(Duration::toMillis).max().orElseThrow());
    FaultRecord.record("n4.call", counts);
  }
}
