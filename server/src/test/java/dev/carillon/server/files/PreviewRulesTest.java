package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** How files become visible: the same on every database. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreviewRulesTest {

  @Parameter private TestDatabase database;
  private Path home;
  private FilesServer server;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void start(@TempDir Path folder) throws Exception {
    home = folder;
    server = new FilesServer(home, database.fresh());
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    server.close();
  }

  @AfterEach
  void nothingElseHappened() {
    assertThat(server.rest()).isEmpty();
  }

  private String created(String filename, byte[] content) {
    String id = server.create(filename, content).get("id").asText();
    assertThat(server.event("asset_create", id).at("/changedMetadata/previewState").toString())
        .isIn(
            "{\"oldValue\":null,\"newValue\":\"no\"}",
            "{\"oldValue\":null,\"newValue\":\"skipped\"}");
    return id;
  }

  private BufferedImage download(String url) {
    HttpResponse<byte[]> response = server.get(url);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    return Samples.decoded(response.body());
  }

  @Test
  void everyKindOfPictureIsAnnouncedOnceItCanBeSeen() {
    Map<String, byte[]> pictures =
        Map.of(
            "a.jpg", Samples.picture("jpg", 2000, 1200),
            "a.png", Samples.picture("png", 2000, 1200),
            "a.gif", Samples.picture("gif", 2000, 1200),
            "a.bmp", Samples.picture("bmp", 2000, 1200),
            "a.tif", Samples.picture("tif", 2000, 1200),
            "a.webp", Samples.webp());
    pictures.forEach(
        (name, content) -> {
          String id = created(name, content);
          JsonNode changed = server.previewed(id, "yes").get("changedMetadata");
          assertThat(changed.get("thumbnailState").get("newValue").asText()).isEqualTo("yes");

          JsonNode hit = server.hit(id);
          assertThat(hit.get("metadata").get("width").asInt()).as(name).isEqualTo(2000);
          assertThat(hit.get("metadata").get("height").asInt()).as(name).isEqualTo(1200);
          BufferedImage preview = download(hit.get("previewUrl").asText());
          assertThat(preview.getWidth()).isEqualTo(1600);
          assertThat(preview.getHeight()).isEqualTo(960);
          assertThat(preview.getRGB(100, 500) >> 16 & 0xff).as(name + " red").isGreaterThan(150);
          assertThat(preview.getRGB(1500, 500) & 0xff).as(name + " blue").isGreaterThan(150);
          BufferedImage thumbnail = download(hit.get("thumbnailUrl").asText());
          assertThat(thumbnail.getWidth()).isEqualTo(400);
        });
  }

  @Test
  void aSmallPictureStaysSmallAndATurnedOneIsUpright() {
    byte[] turned =
        Samples.withSegment(Samples.picture("jpg", 300, 200), 0xe1, Samples.exifOrientation(6));
    String id = created("turned.jpg", turned);
    server.previewed(id, "yes");
    BufferedImage preview = download(server.hit(id).get("previewUrl").asText());
    assertThat(preview.getWidth()).isEqualTo(200);
    assertThat(preview.getHeight()).isEqualTo(300);
    assertThat(preview.getRGB(100, 20) >> 16 & 0xff).as("left is now on top").isGreaterThan(150);
  }

  @Test
  void theFirstPageOfAPdfIsSeenAndItsWordsAreFound() {
    String id = created("a.pdf", Samples.pdf("Glockenspiel", ""));
    server.previewed(id, "yes");
    BufferedImage preview = download(server.hit(id).get("previewUrl").asText());
    assertThat(preview.getHeight()).isBetween(1598, 1600);
    assertThat(inked(preview)).isTrue();
    JsonNode found = server.form("/services/search", Map.of("q", "glockenspiel"));
    assertThat(found.get("totalHits").asInt()).isEqualTo(1);
  }

  @Test
  void theFirstLinesOfATextAreSeen() {
    String id = created("a.txt", "Ding\n\tDong \u2603 \u4f60\n".getBytes(UTF_8));
    server.previewed(id, "yes");
    assertThat(inked(download(server.hit(id).get("previewUrl").asText()))).isTrue();
  }

  private static boolean inked(BufferedImage page) {
    for (int y = 0; y < page.getHeight(); y++) {
      for (int x = 0; x < page.getWidth(); x++) {
        if ((page.getRGB(x, y) & 0xff) < 100) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aNewFileIsSeenAfterItsCheckIn() {
    String id = created("new.png", Samples.picture("png", 100, 100));
    server.previewed(id, "yes");
    String before = server.hit(id).get("previewUrl").asText();

    JsonNode hit = server.checkIn(id, "b.png", Samples.picture("png", 60, 30));
    assertThat(hit.has("previewUrl")).isFalse();
    JsonNode changed = server.event("asset_checkin", id).get("changedMetadata");
    assertThat(changed.get("previewState").toString())
        .isEqualTo("{\"oldValue\":\"yes\",\"newValue\":\"no\"}");
    server.previewed(id, "yes");
    String after = server.hit(id).get("previewUrl").asText();
    assertThat(after).isNotEqualTo(before);
    assertThat(download(after).getWidth()).isEqualTo(60);
    assertThat(server.hit(id).get("metadata").get("height").asInt()).isEqualTo(30);
  }

  @Test
  void aPromotedVersionIsSeenAgain() {
    String id = created("old.png", Samples.picture("png", 100, 100));
    server.previewed(id, "yes");
    server.checkIn(id, "b.png", Samples.picture("png", 60, 30));
    server.event("asset_checkin", id);
    server.previewed(id, "yes");

    server.form("/services/version/promote", Map.of("assetId", id, "version", "1"));
    assertThat(server.event("asset_promote", id).get("changedMetadata")).isEmpty();
    server.previewed(id, "yes");
    assertThat(download(server.hit(id).get("previewUrl").asText()).getWidth()).isEqualTo(100);
  }

  @Test
  void aCopyIsSeenAsItsSourceIs() {
    String id = created("source.png", Samples.picture("png", 100, 50));
    server.previewed(id, "yes");
    server.form(
        "/services/copy", Map.of("source", "/Files/source.png", "target", "/Files/copy.png"));
    assertThat(server.event().get("type").asText()).isEqualTo("asset_create_by_copy");
    JsonNode copy =
        server.form("/services/search", Map.of("q", "name:copy.png")).get("hits").get(0);
    assertThat(download(copy.get("previewUrl").asText()).getWidth()).isEqualTo(100);
  }

  @Test
  void aCopyIsWhatItsNameSays() {
    String id = created("source.bin", Samples.picture("png", 100, 51));
    String copied = copied("/Files/source.bin", "/Files/copied.png");
    server.previewed(copied, "yes");
    JsonNode bare = server.hit(copied("/Files/source.bin", "/Files/bare")).get("metadata");
    assertThat(bare.has("extension")).isFalse();
    assertThat(server.hit(id).at("/metadata/previewState").asText()).isEqualTo("skipped");
  }

  private String copied(String source, String target) {
    server.form("/services/copy", Map.of("source", source, "target", target));
    JsonNode event = server.event();
    assertThat(event.get("type").asText()).isEqualTo("asset_create_by_copy");
    return event.get("assetId").asText();
  }

  @Test
  void anotherExtensionMakesAFileVisible() {
    String id = created("hidden.bin", Samples.picture("png", 101, 50));
    assertThat(server.hit(id).get("metadata").get("previewState").asText()).isEqualTo("skipped");
    server.form(
        "/services/move", Map.of("source", "/Files/hidden.bin", "target", "/Files/shown.png"));
    server.event("asset_rename", id);
    server.previewed(id, "yes");
  }

  @Test
  void whatWasNotMadeBeforeTheEndIsMadeAfterTheStart() throws Exception {
    server.previewed(created("first.png", Samples.picture("png", 90, 60)), "yes");
    freezeTheProcessThatMakesPreviews();
    List<String> ids =
        Stream.of(1, 2, 3, 4).map(n -> created(n + ".png", Samples.picture("png", n, 60))).toList();
    server.stop();
    try {
      assertThat(server.rest()).as("made before the end").isEmpty();
    } finally {
      server.start();
    }
    ids.forEach(id -> server.previewed(id, "yes"));
    ids.forEach(id -> download(server.hit(id).get("previewUrl").asText()));
  }

  /** Whatever is asked of it from now on is not made; it still can be killed. */
  private void freezeTheProcessThatMakesPreviews() throws Exception {
    String heap = "-Xmx" + RenderLimits.DEFAULTS.heapMegabytes() + "m";
    List<ProcessHandle> makers =
        ProcessHandle.current()
            .children()
            .filter(child -> started(child).contains(heap))
            .filter(child -> started(child).contains(home.resolve("scratch").toString()))
            .toList();
    assertThat(makers).hasSize(1);
    String pid = String.valueOf(makers.getFirst().pid());
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
  }

  private static String started(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  void previewsAreKeptBesideTheFileTheyWereMadeFrom() throws Exception {
    String id = created("beside.png", Samples.picture("png", 102, 50));
    server.previewed(id, "yes");
    assertThat(LiveFiles.below(home.resolve("files")))
        .extracting(file -> suffix(file.toString()))
        .contains(".picture.preview.jpg", ".picture.thumbnail.jpg")
        .doesNotContain(".tmp");
  }

  private static String suffix(String file) {
    int dot = file.indexOf('.', file.lastIndexOf('/'));
    return dot < 0 ? "" : file.substring(dot);
  }
}
