package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Files that come in parts, by the protocol tus. */
@OnEachDatabase
class ResumableUploadsTest {

  private static final String PART = "application/offset+octet-stream";

  @Parameter private TestDatabase database;
  @TempDir private Path home;

  @Test
  void aFileComesInPartsAndBecomesAnAssetAndItsNextVersion() {
    byte[] file = bytes(300_000);
    try (TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      String id = begun(admin, "clock.bin", file.length);
      assertThat(part(admin, id, 0, file, 0, 100_000).header("Upload-Offset")).isEqualTo("100000");
      // what a client does whose connection broke
      TestResponse stored = admin.bare("HEAD", "/api/uploads/" + id);
      assertThat(stored.header("Upload-Offset")).isEqualTo("100000");
      assertThat(stored.header("Upload-Length")).isEqualTo("300000");
      assertThat(part(admin, id, 100_000, file, 100_000, 300_000).status()).isEqualTo(204);

      JsonNode made = admin.form("/services/create", "folderPath", "/Parts", "uploadId", id).ok();
      assertThat(made.at("/metadata/assetPath").asText()).isEqualTo("/Parts/clock.bin");
      assertThat(made.get("metadata").has("uploadId")).isFalse();
      assertThat(admin.get(made.get("originalUrl").asText()).body()).isEqualTo(file);
      assertThat(admin.get("/api/uploads/" + id).status()).as("it is used up").isEqualTo(404);

      byte[] other = bytes(5_000);
      String next = begun(admin, "other.bin", other.length);
      part(admin, next, 0, other, 0, other.length).is(204);
      JsonNode updated =
          admin.form("/services/update", "id", made.get("id").asText(), "uploadId", next).ok();
      assertThat(updated.at("/metadata/versionNumber").asInt()).isEqualTo(2);
      assertThat(admin.get(updated.get("originalUrl").asText()).body()).isEqualTo(other);
      assertThat(admin.get("/api/uploads").ok().get("items")).isEmpty();
    }
  }

  @Test
  void aPartThatBeginsElsewhereOrIsTooLongIsRefused() {
    byte[] file = bytes(1_000);
    try (TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      String id = begun(admin, "a.bin", file.length);
      part(admin, id, 0, file, 0, 400).is(204);
      TestResponse again = part(admin, id, 0, file, 0, 400).is(409);
      assertThat(again.message())
          .isEqualTo(
              "'Upload-Offset' is '0', but must be 400, the number of bytes that are stored");
      assertThat(part(admin, id, 400, bytes(700), 0, 700).is(413).message())
          .isEqualTo("The body has 700 bytes, but only 600 bytes of the upload are missing");
      assertThat(
              admin
                  .form("/services/create", "folderPath", "/Parts", "uploadId", id)
                  .is(409)
                  .message())
          .isEqualTo("The upload '" + id + "' is not complete: 400 of 1000 bytes are stored");
      assertThat(admin.send("PATCH", "/api/uploads/" + id, "text/plain", "x").is(415).message())
          .isEqualTo("'Content-Type' is 'text/plain', but must be " + PART);
      assertThat(
              admin
                  .with("Tus-Resumable", "0.2.2")
                  .with("Upload-Length", "5")
                  .post("/api/uploads")
                  .is(412)
                  .message())
          .isEqualTo("'Tus-Resumable' is '0.2.2', but must be 1.0.0");
      assertThat(admin.post("/api/uploads").is(400).message())
          .isEqualTo("'Upload-Length' is required");
      admin.delete("/api/uploads/" + id).is(204);
      part(admin, id, 400, file, 400, 1_000).is(404);
    }
  }

  @Test
  void anUploadWhosePartsAreGoneIsGone() throws IOException {
    try (TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      String id = begun(admin, "a.bin", 10);
      part(admin, id, 0, bytes(10), 0, 10).is(204);
      try (Stream<Path> files = Files.walk(home.resolve("files"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".part")).toList()) {
          Files.delete(file);
        }
      }
      admin.form("/services/create", "folderPath", "/Parts", "uploadId", id).is(404);
      assertThat(admin.get("/api/uploads").ok().get("items")).isEmpty();
      assertThat(admin.form("/services/search", "q", "a.bin").ok().get("hits")).isEmpty();
    }
  }

  @Test
  void ofCallsThatFinishAnUploadAtTheSameTimeOneMakesAnAsset() throws Exception {
    try (TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      for (int round = 0; round < 5; round++) {
        String id = begun(admin, "round-" + round + ".bin", 10);
        part(admin, id, 0, bytes(10), 0, 10).is(204);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int call = 0; call < 6; call++) {
          calls.add(
              () ->
                  admin.form("/services/create", "folderPath", "/Parts", "uploadId", id).status());
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
          for (Future<Integer> ended : threads.invokeAll(calls)) {
            statuses.add(ended.get());
          }
        }
        assertThat(statuses).containsOnlyOnce(200).isSubsetOf(200, 404, 409);
      }
    }
  }

  @Test
  void anUploadIsItsSendersAlone() {
    try (TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      TestClient bob = server.newUser("bob");
      String id = begun(admin, "secret.bin", 10);
      bob.get("/api/uploads/" + id).is(404);
      part(bob, id, 0, bytes(10), 0, 10).is(404);
      bob.delete("/api/uploads/" + id).is(404);
      part(admin, id, 0, bytes(10), 0, 10).is(204);
      bob.form("/services/create", "folderPath", "/Users/bob", "uploadId", id).is(404);
      assertThat(bob.get("/api/uploads").ok().get("items")).isEmpty();
    }
  }

  static String begun(TestClient client, String name, long length) {
    TestResponse made =
        client
            .with("Tus-Resumable", "1.0.0")
            .with("Upload-Length", Long.toString(length))
            .with(
                "Upload-Metadata",
                "filetype aW1hZ2U=,filename "
                    + Base64.getEncoder().encodeToString(name.getBytes(UTF_8)))
            .post("/api/uploads")
            .is(201);
    String id = made.json().get("id").asText();
    assertThat(made.header("Location")).endsWith("/api/uploads/" + id);
    return id;
  }

  static TestResponse part(
      TestClient client, String id, long offset, byte[] file, int from, int to) {
    return client.send(
        client
            .request("/api/uploads/" + id)
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Offset", Long.toString(offset))
            .header("Content-Type", PART)
            .method("PATCH", BodyPublishers.ofByteArray(Arrays.copyOfRange(file, from, to))));
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
