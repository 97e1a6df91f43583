package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.s3.Refusing;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FaultyLine;
import dev.carillon.server.testing.S3Process;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The object store is killed amid uploads and stays away, is slow, receives other bytes than were
 * sent, and says that credentials have expired. What was acknowledged is in the store, as it was
 * sent; what was not is refused with a reason; changes of metadata go on.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k9")
class ObjectStoreFaultsTest {

  private static final int CLIENTS = 3;
  private static final int SMALL_BYTES_MAX = 400_000;

  /** In several parts. */
  private static final int LARGE_BYTES = 9 << 20;

  private static final int LARGE_EVERY = 8;
  private static final int SLOW_MILLIS = 50;
  private static final Duration LOADED = Duration.ofSeconds(1);
  private static final Duration AWAY = Duration.ofSeconds(FaultRecord.scaled(3, 60));
  private static final Duration TROUBLED = Duration.ofSeconds(FaultRecord.scaled(2, 15));
  private static final Duration BACK_WITHIN = Duration.ofSeconds(20);
  private static final String REASON = "The file store cannot be used: ";

  @TempDir Path temp;

  /** What was uploaded, by the number from which its content follows; the asset's id. */
  private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();

  private final Queue<TestResponse> refused = new ConcurrentLinkedQueue<>();
  private final Queue<TestResponse> changes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<Duration> backAfter = new ArrayList<>();
  private volatile boolean ended;

  @Test
  void whatWasAcknowledgedIsInTheStoreWhateverBecomesOfIt() throws Exception {
    int port = ServerProcess.freePort();
    try (S3Process store = S3Process.start(temp.resolve("store"), port);
        FaultyLine line = new FaultyLine(port);
        Refusing expired = new Refusing(403, "ExpiredToken")) {
      configure(S3Process.place(line.port()));
      int serverPort = ServerProcess.freePort();
      try (ServerProcess server = ServerProcess.start(home(), serverPort)) {
        List<Thread> clients = clients(client(serverPort));
        awaitUpload();
        store.kill();
        Thread.sleep(AWAY);
        store.restart();
        heal();
        line.slow(SLOW_MILLIS);
        Thread.sleep(TROUBLED);
        line.back();
        heal();
        line.garble();
        Thread.sleep(TROUBLED);
        line.back();
        heal();
        line.leadTo(expired.port());
        Thread.sleep(TROUBLED);
        line.leadTo(port);
        heal();
        ended = true;
        for (Thread client : clients) {
          client.join();
        }
        server.terminate();
      }
      check(store, serverPort);
    }
  }

  private Path home() {
    return temp.resolve("home");
  }

  private void configure(FileStoreConfig.S3 place) throws IOException {
    Files.createDirectories(home().resolve("config"));
    Files.write(
        home().resolve("config").resolve("node.properties"),
        List.of(
            "fileStore=" + place.name(),
            "fileStoreEndpoint=" + place.endpoint(),
            "fileStorePathStyle=true",
            "fileStoreAccessKey=" + place.credentials().accessKey(),
            "fileStoreSecretKey=" + place.credentials().secretKey()));
  }

  private static TestClient client(int port) {
    return TestClient.at("http://localhost:" + port)
        .unchecked()
        .tokenLoggedIn(ServerProcess.USERNAME, ServerProcess.PASSWORD);
  }

  /** Some that upload, and one that changes metadata. */
  private List<Thread> clients(TestClient client) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> upload(client)));
    }
    String asset = client.newAsset("/Changed", "a.txt");
    clients.add(Thread.ofVirtual().start(() -> change(client, asset)));
    return clients;
  }

  /** One file after the other; one that was refused is sent again. */
  private void upload(TestClient client) {
    int number = numbers.incrementAndGet();
    while (!ended) {
      byte[] content = content(number);
      TestResponse response =
          client.upload("/services/create", number + ".bin", content, "folderPath", "/Uploads");
      if (response.status() == 200) {
        acknowledged.put(number, response.json().path("id").asText());
        number = numbers.incrementAndGet();
      } else {
        refused.add(response);
        Await.pause(100);
      }
    }
  }

  private void change(TestClient client, String asset) {
    for (int i = 0; !ended; i++) {
      changes.add(client.form("/services/update", "id", asset, "status", "v" + i));
      Await.pause(50);
    }
  }

  private static byte[] content(int number) {
    Random random = new Random(number);
    boolean large = number % LARGE_EVERY == 0;
    byte[] bytes = new byte[large ? LARGE_BYTES : 1 + random.nextInt(SMALL_BYTES_MAX)];
    random.nextBytes(bytes);
    return bytes;
  }

  private void heal() throws Exception {
    backAfter.add(awaitUpload());
    Thread.sleep(LOADED);
  }

  /** How long it takes until a file is acknowledged that was not begun yet. */
  private Duration awaitUpload() throws Exception {
    int begun = numbers.get();
    return Await.until(
        BACK_WITHIN, () -> acknowledged.keySet().stream().anyMatch(number -> number > begun));
  }

  private void check(S3Process store, int serverPort) throws Exception {
    List<Integer> missing = missing(store);
    long unreadable;
    int found;
    // it has no copies of its own: what it shows is what the store has
    try (ServerProcess _ = ServerProcess.start(home(), serverPort)) {
      TestClient client = client(serverPort);
      JsonNode hits =
          client
              .form("/services/search", "q", "ancestorPaths:/Uploads", "num", "10000")
              .ok()
              .path("hits");
      found = hits.size();
      unreadable = unreadable(client, hits);
    }
    record(missing.size(), found, unreadable);

    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThanOrEqualTo(acknowledged.size());
    assertThat(unreadable).isZero();
    assertThat(refused).isNotEmpty().allMatch(ObjectStoreFaultsTest::clear);
    assertThat(refused.stream().map(TestResponse::message))
        .as("each kind of trouble was met")
        .anyMatch(message -> message.contains("its credentials have expired"))
        .anyMatch(message -> message.contains("other bytes than were sent"));
    assertThat(changes).allMatch(change -> change.status() == 200);
  }

  private void record(int lost, int found, long unreadable) {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("accepted", acknowledged.size());
    counts.put("refused", refused.size());
    counts.put("refused without a reason", refused.stream().filter(one -> !clear(one)).count());
    counts.put("lost", lost);
    counts.put("assets", found);
    counts.put("assets without their file", unreadable);
    counts.put("changes of metadata", changes.size());
    counts.put(
        "changes of metadata refused",
        changes.stream().filter(change -> change.status() != 200).count());
    counts.put("away for s", AWAY.toSeconds());
    counts.put("takes files after ms (longest)", longest(backAfter).toMillis());
    FaultRecord.record(
        "k9",
        counts,
        Map.of(
            "lost", 0,
            "refused without a reason", 0,
            "assets without their file", 0,
            "changes of metadata refused", 0,
            "takes files after ms (longest)", BACK_WITHIN.toMillis()));
    System.out.println("k9: " + counts);
  }

  /** What was acknowledged and is not in the store as it was sent. */
  private List<Integer> missing(S3Process store) throws IOException {
    List<Integer> missing = new ArrayList<>();
    for (int number : acknowledged.keySet()) {
      byte[] content = content(number);
      Path file = store.file(BlobStore.key(Digests.sha256(content)));
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
        missing.add(number);
      }
    }
    return missing;
  }

  private static Duration longest(List<Duration> all) {
    return all.stream().max(Duration::compareTo).orElseThrow();
  }

  private static boolean clear(TestResponse response) {
    return response.status() == 503 && response.message().startsWith(REASON);
  }

  private static long unreadable(TestClient client, JsonNode hits) {
    long unreadable = 0;
    for (JsonNode hit : hits) {
      TestResponse file = client.get("/file/" + hit.path("id").asText());
      int number = Integer.parseInt(hit.at("/metadata/filename").asText().replace(".bin", ""));
      if (file.status() != 200 || !Arrays.equals(file.body(), content(number))) {
        unreadable++;
      }
    }
    return unreadable;
  }
}
