package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.preview.process.RenderLimits;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine's pictures were kept, and the server ended before it told of them. */
class ExternalCrashTest {

  @Test
  void picturesThatWereKeptAreShownThoughTheEnginesFilesAreGone(@TempDir Path home)
      throws Exception {
    FilesServer server = new FilesServer(home, "");
    try (TestEngine engine = new TestEngine()) {
      String body =
          "{\"name\": \"bells\", \"url\": \"%s\", \"assetTypes\": [\"bell\"]}"
              .formatted(engine.url("/jobs"));
      FilesServer.done(
          server.send(
              server
                  .request("/services/admin/externalProcessing")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))));
      String first = server.create("a.png", Samples.picture("png", 20, 20)).get("id").asText();
      server.previewed(first, "yes");
      String id = server.create("a.bell", "ding".getBytes(UTF_8)).get("id").asText();
      TestEngine.Job job = engine.next();
      Signals.send(home, "STOP", RenderLimits.DEFAULTS);
      byte[] picture = Samples.picture("jpg", 30, 20);
      engine.form(job.get("uploadUrl"), Map.of("preview", picture, "thumbnail", picture));
      asIfKept(home);
      Signals.send(home, "KILL", RenderLimits.DEFAULTS);

      server.previewed(id, "yes");
      String preview = server.hit(id).path("previewUrl").asText();
      assertThat(Samples.decoded(server.get(preview).body()).getWidth()).isEqualTo(30);
    } finally {
      server.close();
    }
  }

  /** The engine's files become the pictures that are shown. */
  private static void asIfKept(Path home) throws IOException {
    for (Path file : LiveFiles.below(home.resolve("files"))) {
      String name = file.getFileName().toString();
      int sent = name.indexOf(".sent.");
      if (sent > 0) {
        String kind =
            name.endsWith("preview") ? ".external.preview.jpg" : ".external.thumbnail.jpg";
        Files.move(file, file.resolveSibling(name.substring(0, sent) + kind));
      }
    }
  }
}
