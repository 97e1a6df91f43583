package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.S3Server;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it sends files to an object store. */
@Tag("long")
class ObjectStoreKillsTest {

  private static final int KILLS = 3;
  private static final int CLIENTS = 4;
  private static final int BYTES_MAX = 20 << 20;

  @TempDir private Path home;

  @Test
  void noAcknowledgedFileIsMissing() throws Exception {
    FileStoreConfig.S3 place = S3Server.shared().place();
    Files.createDirectories(home.resolve("config"));
    Files.write(
        home.resolve("config").resolve("node.properties"),
        List.of(
            "fileStore=" + place.name(),
            "fileStoreEndpoint=" + place.endpoint(),
            "fileStorePathStyle=true",
            "fileStoreAccessKey=" + place.credentials().accessKey(),
            "fileStoreSecretKey=" + place.credentials().secretKey()));
    Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    int port = ServerProcess.freePort();
    for (int kill = 1; kill <= KILLS; kill++) {
      int before = acknowledged.size();
      try (ServerProcess server = ServerProcess.start(home, port);
          ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CLIENTS; i++) {
          int seed = kill * CLIENTS + i;
          var _ = clients.submit(() -> upload(client(port), seed, acknowledged));
        }
        Await.until(() -> acknowledged.size() >= before + CLIENTS);
        server.kill();
      }
    }
    try (ServerProcess _ = ServerProcess.start(home, port)) {
      TestClient client = client(port);
      acknowledged.forEach(
          (id, seed) ->
              assertThat(client.get("/file/" + id).is(200).body()).as(id).isEqualTo(content(seed)));
    }
  }

  @Test
  void aServerWithAFolderLoadsNothingForAnObjectStoreOrOpenSearch() throws Exception {
    Path loaded = home.resolve("loaded.txt");
    int port = ServerProcess.freePort();
    try (ServerProcess _ = ServerProcess.start(home, port, "-Xlog:class+load:file=" + loaded)) {
      client(port).upload("/services/create", "a.txt", new byte[10], "folderPath", "/x").is(200);
    }
    assertThat(Files.readString(loaded))
        .contains("dev.carillon.server.assets.file.FolderStorage")
        .doesNotContain("software.amazon")
        .doesNotContain("dev.carillon.server.assets.file.s3.S3")
        .doesNotContain("org.opensearch")
        .doesNotContain("org.apache.hc.");
  }

  private static TestClient client(int port) {
    return TestClient.at("http://localhost:" + port)
        .unchecked()
        .basic(ServerProcess.USERNAME, ServerProcess.PASSWORD);
  }

  /** Until the server is gone. */
  private static void upload(TestClient client, int seed, Map<String, Integer> acknowledged) {
    for (int i = 0; true; i++) {
      int which = seed * 1000 + i;
      var response =
          client.upload("/services/create", which + ".bin", content(which), "folderPath", "/kills");
      acknowledged.put(response.is(200).json().path("id").asText(), which);
    }
  }

  private static byte[] content(int seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[random.nextInt(BYTES_MAX)];
    random.nextBytes(bytes);
    return bytes;
  }
}
