package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files of each format yield is in their asset when its creation is answered, and told. */
class CorpusTest {

  private static final Path PAGE = Path.of("..", "docs", "files.md");

  /** What each asset has, whatever its file is. */
  private static final Set<String> ALWAYS =
      Set.of(
          "aspectRatio",
          "dimension",
          "imageAspectRatio",
          "imageOrientation",
          "fileCreated",
          "fileModified",
          "fileType",
          "placeholder",
          "assetFileModifier",
          "assetPath",
          "folderPath",
          "ancestorPaths",
          "filename",
          "name",
          "baseName",
          "extension",
          "assetType",
          "assetDomain",
          "mimeType",
          "fileSize",
          "firstExtractedChecksum",
          "versionNumber",
          "previewState",
          "thumbnailState",
          "assetCreated",
          "assetCreator",
          "assetModified",
          "assetModifier",
          "assetFileModified",
          "metadataComplete",
          "textContent");

  private static FilesServer server;

  @BeforeAll
  static void start(@TempDir Path home) {
    server = new FilesServer(home, "");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void eachFormatYieldsWhatThePageSaysBeforeItsCreationIsTold() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : Corpus.all().entrySet()) {
      JsonNode hit = server.create(file.getKey(), file.getValue());
      JsonNode metadata = hit.get("metadata");
      JsonNode told = server.event("asset_create", hit.get("id").asText()).get("changedMetadata");
      StringBuilder found = new StringBuilder();
      Set<String> names = new TreeSet<>();
      metadata.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode bare = bare(metadata.get(name));
        if (!Set.of("assetModified", "assetModifier", "textContent").contains(name)) {
          assertThat(told.path(name).path("newValue"))
              .as(file.getKey() + " " + name)
              .isEqualTo(bare);
          assertThat(told.path(name).path("oldValue").isNull()).isTrue();
        }
        if (!ALWAYS.contains(name)) {
          found.append(found.isEmpty() ? "" : ", ").append(name).append(" ").append(shown(bare));
        }
      }
      assertThat(told.has("textContent")).isFalse();
      rows.add(
          "| `%s` | %s | %s | %s | %s |"
              .formatted(
                  file.getKey(),
                  metadata.get("assetDomain").asText(),
                  found,
                  metadata.path("textContent").asText().strip().replace("\n", " "),
                  metadata.get("previewState").asText().equals("no") ? "yes" : ""));
    }
    List<String> page =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.startsWith("| file |"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .toList();
    assertThat(page).isEqualTo(rows);
  }

  @Test
  void aFileThatTakesTooLongCostsTwoSecondsAndTheRestComesWithItsPreview() throws Exception {
    String first = server.create("first.jpg", Samples.picture("jpg", 61, 41)).get("id").asText();
    server.event("asset_create", first);
    server.previewed(first, "yes");
    freezeTheProcessesThatReadUploads();

    byte[] file =
        Described.withXmp(
            Samples.picture("jpg", 62, 41),
            Described.xmp("", Described.languages("dc:title", "Late")));
    long begin = System.nanoTime();
    JsonNode hit = server.create("late.jpg", file, "headline", "Called");
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(taken).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(20));
    assertThat(hit.get("metadata").has("title")).isFalse();
    String id = hit.get("id").asText();
    server.event("asset_create", id);
    JsonNode changed = server.previewed(id, "yes").get("changedMetadata");
    assertThat(changed.path("title").toString())
        .isEqualTo("{\"oldValue\":null,\"newValue\":\"Late\"}");
    assertThat(changed.has("headline")).as("what has a value keeps it").isFalse();
    JsonNode after = server.create("after.jpg", Described.withXmp(file, "")).get("metadata");
    assertThat(after.get("title").asText()).as("another process reads the next").isEqualTo("Late");
  }

  /** Those for pictures of no pixels: they decode none. */
  private static void freezeTheProcessesThatReadUploads() throws Exception {
    List<Long> readers =
        ProcessHandle.current()
            .children()
            .map(ProcessHandle::pid)
            .filter(CorpusTest::decodesNoPixels)
            .toList();
    assertThat(readers).isNotEmpty();
    for (long pid : readers) {
      assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(pid)).start().waitFor())
          .isZero();
    }
  }

  private static boolean decodesNoPixels(long pid) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"), ISO_8859_1)
          .endsWith("RenderProcess\0" + "0\0");
    } catch (IOException gone) {
      return false;
    }
  }

  private static JsonNode bare(JsonNode shown) {
    return shown.isObject() ? shown.get("value") : shown;
  }

  private static String shown(JsonNode bare) {
    return "`" + (bare.isTextual() ? bare.asText() : bare.toString().replace("\"", "")) + "`";
  }
}
