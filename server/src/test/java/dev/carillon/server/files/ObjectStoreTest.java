package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FaultyLine;
import dev.carillon.server.testing.S3Server;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose files are in an object store. */
class ObjectStoreTest {

  @TempDir private Path home;

  @Test
  void filesAndPreviewsAreInTheStoreAndNothingElseNeedsTheDisk() throws Exception {
    FileStoreConfig.S3 place = S3Server.shared().place();
    byte[] large = new byte[20 << 20];
    new Random(5).nextBytes(large);
    try (TestServer server = new TestServer(home, "", options(place))) {
      String text =
          created(
              client(server)
                  .upload(
                      "/services/create", "a.txt", "hello".getBytes(UTF_8), "folderPath", "/x"));
      String film =
          created(client(server).upload("/services/create", "b.bin", large, "folderPath", "/x"));
      String picture =
          created(
              client(server).upload("/services/create", "c.png", picture(), "folderPath", "/x"));
      Await.until(() -> client(server).get("/thumbnail/" + picture).status() == 200);
      server.restart();
      assertThat(client(server).get("/file/" + text).text()).isEqualTo("hello");
      assertThat(client(server).get("/file/" + film).body()).isEqualTo(large);
      assertThat(
              client(server)
                  .with("Range", "bytes=10000000-10000004", "/file/" + film)
                  .is(206)
                  .body())
          .isEqualTo(Arrays.copyOfRange(large, 10_000_000, 10_000_005));
      assertThat(client(server).get("/thumbnail/" + picture).is(200).header("Content-Type"))
          .startsWith("image/jpeg");
      assertThat(
              client(server)
                  .get("/preview/" + picture + "/previews/maxWidth_20.png")
                  .is(200)
                  .body())
          .isNotEmpty();
      comesBackFromTheTrash(client(server), text, picture);
      assertThat(client(server).get("/api/health").text())
          .contains("The file store " + place.name() + " responds");
      assertThat(Files.readString(home.resolve("run.json"))).contains(place.name());
    }
    try (var kept = Files.walk(home)) {
      for (Path file : (Iterable<Path>) kept.filter(Files::isRegularFile)::iterator) {
        assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
            .as(file.toString())
            .doesNotContain(S3Server.CREDENTIALS.secretKey());
      }
    }
  }

  private static void comesBackFromTheTrash(TestClient client, String text, String picture)
      throws Exception {
    // its files are there a moment before it is noted that they are
    Await.until(() -> found(client, "id:" + picture + " AND previewState:yes") == 1);
    client.form("/services/remove", "ids", text + "," + picture).is(200);
    client.get("/file/" + text).is(404);
    assertThat(client.get("/api/trash/" + picture + "/thumbnail").is(200).header("Content-Type"))
        .startsWith("image/jpeg");
    client.json("POST", "/api/trash/restore", "{\"ids\": [\"" + text + "\"]}").is(200);
    assertThat(client.get("/file/" + text).text()).isEqualTo("hello");
    client.bare("DELETE", "/api/trash/" + picture).is(204);
    client.get("/api/trash/" + picture + "/thumbnail").is(404);
  }

  private static int found(TestClient client, String query) {
    return client.form("/services/search", "q", query).json().path("totalHits").asInt();
  }

  @Test
  void whileTheStoreIsAwayFilesAreRefusedAndChangesAreMade() throws Exception {
    try (FaultyLine line = new FaultyLine(S3Server.shared().port());
        TestServer server =
            new TestServer(home, "", options(S3Server.shared().place(line.port())))) {
      TestClient client = client(server);
      String before =
          created(
              client.upload(
                  "/services/create", "a.txt", "before".getBytes(UTF_8), "folderPath", "/x"));
      line.away();
      TestResponse refused =
          client.upload("/services/create", "b.txt", "during".getBytes(UTF_8), "folderPath", "/x");
      assertThat(refused.is(503).message()).startsWith("The file store cannot be used: ");
      assertThat(
              client.form("/services/search", "q", "name:b.txt").json().path("totalHits").asInt())
          .isZero();
      client.form("/services/update", "id", before, "status", "Final").is(200);
      Await.until(() -> client.get("/api/health").text().contains("cannot be used: "));
      line.back();
      created(
          client.upload("/services/create", "b.txt", "during".getBytes(UTF_8), "folderPath", "/x"));
      assertThat(client.get("/file/" + before).text()).isEqualTo("before");
      Await.until(() -> client.get("/api/health").text().contains(" responds"));
    }
  }

  @Test
  void aServerStartsWhileTheStoreIsAwayAndFindsWordsOnceItIsBack() throws Exception {
    try (FaultyLine line = new FaultyLine(S3Server.shared().port())) {
      Map<String, String> options = options(S3Server.shared().place(line.port()));
      try (TestServer server = new TestServer(home, "", options)) {
        created(
            client(server)
                .upload(
                    "/services/create", "a.txt", "cathedral".getBytes(UTF_8), "folderPath", "/x"));
        created(
            client(server)
                .upload("/services/create", "b.txt", "belfry".getBytes(UTF_8), "folderPath", "/x"));
        assertThat(found(server, "cathedral")).isEqualTo(1);
      }
      remove(home.resolve("index"));
      line.away();
      try (TestServer server = new TestServer(home, "", options)) {
        assertThat(found(server, "name:a.txt")).isEqualTo(1);
        assertThat(found(server, "cathedral")).isZero();
        String other =
            client(server)
                .form("/services/search", "q", "name:b.txt")
                .json()
                .at("/hits/0/id")
                .asText();
        client(server).form("/services/update", "id", other, "status", "Final").is(200);
        assertThat(found(server, "status:Final")).isEqualTo(1);
      }
      // what was not read is not forgotten by a start
      try (TestServer server = new TestServer(home, "", options)) {
        assertThat(found(server, "cathedral")).isZero();
        line.back();
        Await.until(() -> found(server, "cathedral") == 1 && found(server, "belfry") == 1);
      }
    }
  }

  private static int found(TestServer server, String q) {
    return client(server).form("/services/search", "q", q).is(200).json().path("totalHits").asInt();
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aStoreWithoutTheFilesOfTheDatabaseIsRefused() throws Exception {
    FileStoreConfig.S3 place = S3Server.shared().place();
    FileStoreConfig.S3 other = S3Server.shared().place();
    try (TestServer server = new TestServer(home, "", options(place))) {
      created(
          client(server)
              .upload("/services/create", "a.txt", "hello".getBytes(UTF_8), "folderPath", "/x"));
    }
    for (Map<String, String> wrong : List.of(options(other), Map.<String, String>of())) {
      assertThatThrownBy(() -> new TestServer(home, "", wrong).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(place.name())
          .hasMessageContaining("carillon files copy --to")
          .hasMessageContaining(wrong.getOrDefault("fileStore", home.resolve("files").toString()));
    }
    new TestServer(home, "", options(place)).close();
  }

  private static Map<String, String> options(FileStoreConfig.S3 place) {
    return Map.of(
        "fileStore", place.name(),
        "fileStoreEndpoint", place.endpoint(),
        "fileStorePathStyle", "true",
        "fileStoreAccessKey", place.credentials().accessKey(),
        "fileStoreSecretKey", place.credentials().secretKey());
  }

  private static TestClient client(TestServer server) {
    return TestServer.admin(server.server());
  }

  private static String created(TestResponse response) {
    return response.is(200).json().path("id").asText();
  }

  private static byte[] picture() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }
}
