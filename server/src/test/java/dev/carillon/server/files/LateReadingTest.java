package dev.carillon.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.preview.process.RenderLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file says about itself where it could not be read while its upload was waited for. */
class LateReadingTest {

  private static FilesServer server;
  private static Path home;
  private static int number;

  @BeforeAll
  static void start(@TempDir Path folder) {
    home = folder;
    server = new FilesServer(folder, "");
  }

  @BeforeEach
  void allProcessesHaveStarted() {
    server.previewed(created("first.png", Samples.picture("png", 20 + number, 20)), "yes");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingElseHappened() {
    assertThat(server.rest()).isEmpty();
  }

  private static String created(String name, byte[] content) {
    String id = server.create(number++ + name, content).get("id").asText();
    server.event("asset_create", id);
    return id;
  }

  private static byte[] said(String properties) {
    return Described.withXmp(
        Samples.picture("jpg", 200 + number++, 120), Described.xmp("", properties));
  }

  @Test
  void doesNotUndoWhatWasWrittenMeanwhile() throws Exception {
    Signals.send(home, "STOP", RenderLimits.EMBEDDED);
    Signals.send(home, "STOP", RenderLimits.DEFAULTS);
    String id =
        created(
            "busy.jpg",
            said(
                Described.languages("dc:title", "file")
                    + Described.languages("dc:description", "file")
                    + "<photoshop:Headline>file</photoshop:Headline>"));
    assertThat(metadata(id).has("title")).isFalse();
    update(id, "title", "user");
    update(id, "headline", "user");
    update(id, "headline", "");
    Signals.send(home, "CONT", RenderLimits.DEFAULTS);

    server.previewed(id, "yes");
    JsonNode metadata = metadata(id);
    assertThat(metadata.path("title").asText()).isEqualTo("user");
    assertThat(metadata.path("dimension").asText()).endsWith(" x 120 px");
    assertThat(metadata.path("description").asText()).isEqualTo("file");
    assertThat(metadata.has("headline")).as("what was cleared stays cleared").isFalse();
    assertThat(metadata.path("height").asInt()).isEqualTo(120);
  }

  @Test
  void fillsNothingWhereTheCheckInKeptTheMetadata() throws Exception {
    String id = created("kept.jpg", said(Described.languages("dc:title", "one")));
    server.previewed(id, "yes");
    Signals.send(home, "STOP", RenderLimits.EMBEDDED);
    byte[] next = said(Described.languages("dc:description", "two"));
    server.checkIn(id, "kept.jpg", next, "keepMetadata", "true");
    server.event("asset_checkin", id);

    server.previewed(id, "yes");
    JsonNode metadata = metadata(id);
    assertThat(metadata.path("title").asText()).isEqualTo("one");
    assertThat(metadata.has("description")).isFalse();
    assertThat(metadata.path("height").asInt()).isEqualTo(120);
  }

  @Test
  void isAlsoReadOfAFileThatIsNeverSeen() throws Exception {
    Signals.send(home, "STOP", RenderLimits.EMBEDDED);
    Map.Entry<String, byte[]> document =
        Corpus.all().entrySet().stream()
            .filter(each -> each.getKey().endsWith(".docx"))
            .findFirst()
            .orElseThrow();
    String id = created(document.getKey(), document.getValue());

    assertThat(server.previewed(id, "skipped").get("changedMetadata").has("title")).isTrue();
    assertThat(metadata(id).path("title").asText()).isNotEmpty();
  }

  @Test
  void isNoReasonNotToSeeAPictureThatSaysVeryMuch() {
    Stream<String> much = Stream.generate(() -> "\\".repeat(6000)).limit(400);
    String packet =
        Described.xmp("", Described.list("dc:subject", "Bag", much.toArray(String[]::new)));
    byte[] png = Described.pngWith("iTXt", Described.join("XML:com.adobe.xmp\0\0\0\0\0", packet));
    server.previewed(created("much.png", png), "yes");
  }

  private static void update(String id, String field, String value) {
    server.form("/services/update", Map.of("id", id, field, value));
    server.event("asset_update_metadata", id);
  }

  private static JsonNode metadata(String id) {
    return server.hit(id).get("metadata");
  }
}
