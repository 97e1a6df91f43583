package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.crash.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it makes previews. */
@Tag("long")
class KilledServerTest {

  private static final int PICTURES = 12;
  private static final long PATIENCE_NANOS = 240_000_000_000L;

  @TempDir private Path home;

  @Test
  void everyPreviewIsMadeAfterTheStart() throws Exception {
    int port = ServerProcess.freePort();
    int created = 0;
    try (HttpClient http = HttpClient.newHttpClient()) {
      try (ServerProcess killed = ServerProcess.start(home, port)) {
        while (created < PICTURES || !states(http, port).contains("no")) {
          assertThat(created).as("the server ends in the middle").isLessThan(3 * PICTURES);
          create(http, port, created++);
        }
        killed.kill();
      }
      try (ServerProcess server = ServerProcess.start(home, port)) {
        long start = System.nanoTime();
        while (states(http, port).contains("no") && System.nanoTime() - start < PATIENCE_NANOS) {
          Thread.sleep(200);
        }
        assertThat(states(http, port)).hasSize(created).containsOnly("yes");
        assertThat(server.printed()).doesNotContain("OutOfMemory");
      }
    }
  }

  private static void create(HttpClient http, int port, int number)
      throws IOException, InterruptedException {
    byte[] picture = Samples.picture("png", 5000 + number, 4000);
    String url = "/services/create?assetPath=/Killed/" + number + ".png";
    String uri = Base64.getEncoder().encodeToString(picture);
    call(http, port, url, "Filedata=data:image/png;base64," + uri.replace("+", "%2B"));
  }

  private static List<String> states(HttpClient http, int port)
      throws IOException, InterruptedException {
    return call(http, port, "/services/search", "q=folderPath:\"/Killed\"")
        .get("hits")
        .findValuesAsText("previewState");
  }

  private static JsonNode call(HttpClient http, int port, String path, String form)
      throws IOException, InterruptedException {
    String login = ServerProcess.USERNAME + ":" + ServerProcess.PASSWORD;
    return FilesServer.done(
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofByteArray()));
  }
}
