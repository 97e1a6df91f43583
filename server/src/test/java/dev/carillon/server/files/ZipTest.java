package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many files in one archive. */
class ZipTest {

  private static final byte[] PICTURE = Samples.picture("jpg", 123, 45);

  private static FilesServer server;
  private static Path files;
  private static String first;
  private static String second;
  private static String inner;

  @BeforeAll
  static void start(@TempDir Path home) {
    server = new FilesServer(home, "");
    files = home.resolve("files");
    first = create("a.txt", "first".repeat(1000).getBytes(UTF_8), "/Zip");
    second = create("A.TXT", "second".getBytes(UTF_8), "/Zip/Gr\u00fc\u00dfe");
    inner = create("p.jpg", PICTURE, "/Zip/In/Deep");
    create("other.bin", new byte[] {1, 2}, "/Zipper");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String create(String name, byte[] content, String folder) {
    String id = server.create(name, content, "folderPath", folder).get("id").asText();
    server.event("asset_create", id);
    if (!name.endsWith("bin")) {
      server.previewed(id, "yes");
    }
    return id;
  }

  private static Map<String, byte[]> entries(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(response.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
        boolean text = entry.getName().toLowerCase(Locale.ROOT).endsWith(".txt");
        assertThat(entry.getMethod())
            .as("packing of %s", entry.getName())
            .isEqualTo(text ? ZipEntry.DEFLATED : ZipEntry.STORED);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return entries;
  }

  @Test
  void namedAssetsComeByNameEachNameOnce() {
    String ids = first + "," + second + ", " + inner + "," + first;
    HttpResponse<byte[]> response =
        server.send(
            server
                .request("/zip/my%20files.zip")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("assetIds=" + ids)));
    Map<String, byte[]> entries = entries(response);
    assertThat(entries.keySet()).containsExactly("a.txt", "A-1.TXT", "p.jpg");
    assertThat(entries.get("a.txt")).asString().isEqualTo("first".repeat(1000));
    assertThat(entries.get("A-1.TXT")).asString().isEqualTo("second");
    assertThat(entries.get("p.jpg")).isEqualTo(PICTURE);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/zip");
    assertThat(response.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment")
        .contains("my files.zip");
    assertThat(response.headers().firstValue("Content-Length")).as("streamed").isEmpty();
  }

  @Test
  void aFolderComesWithTheFoldersInside() {
    assertThat(entries(server.get("/zip/all.zip?folderPath=/Zip")).keySet())
        .containsExactlyInAnyOrder("a.txt", "Gr\u00fc\u00dfe/A.TXT", "In/Deep/p.jpg");
    assertThat(entries(server.get("/zip/all.zip?folderPath=/")).keySet())
        .contains("Zip/a.txt", "Zipper/other.bin");
  }

  @Test
  void whatAQueryFindsComes() {
    assertThat(entries(server.get("/zip/q.zip?q=extension:jpg")).keySet()).containsExactly("p.jpg");
  }

  @Test
  void previewsComeWhereTheyAreWanted() {
    Map<String, byte[]> entries =
        entries(server.get("/zip/p.zip?downloadKind=preview&folderPath=/Zip"));
    assertThat(entries.keySet())
        .containsExactlyInAnyOrder(
            "a_preview.jpg", "Gr\u00fc\u00dfe/A_preview.jpg", "In/Deep/p_preview.jpg");
    assertThat(
            Samples.decoded(entries.getOrDefault("In/Deep/p_preview.jpg", new byte[0])).getWidth())
        .isEqualTo(123);
  }

  @Test
  void aFileComesAsItsDownloadDoes() {
    String id = create("w.jpg", Samples.picture("jpg", 99, 45), "/Written");
    server.form("/services/update", Map.of("id", id, "title", "In the archive"));
    server.event("asset_update_metadata", id);
    byte[] download = server.get("/file/" + id + "/*/w.jpg").body();
    assertThat(new String(download, UTF_8)).contains("In the archive");
    assertThat(entries(server.get("/zip/w.zip?assetIds=" + id)).get("w.jpg")).isEqualTo(download);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, 'One of ''assetIds'', ''q'' and ''folderPath'' is required'",
    "assetIds=nobody, 404, nobody",
    "folderPath=/Nowhere, 404, There is no file to send",
    "q=noSuchField:, 400, q",
    "folderPath=/Zip&downloadKind=all, 400, downloadKind",
  })
  void aSelectionOfNothingIsTold(String query, int status, String told) {
    HttpResponse<byte[]> response = server.get("/zip/x.zip?" + query);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(new String(response.body(), UTF_8)).contains(told);
  }

  @Test
  void strangersGetNothing() {
    assertThat(server.send(server.stranger("/zip/x.zip?folderPath=/Zip")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void anArchiveThatCannotBeFinishedDoesNotLookFinished() throws IOException {
    // more than any buffer on the way holds, so that the answer has begun
    byte[] large = new byte[64 << 20];
    new java.util.Random(7).nextBytes(large);
    create("1.bin", large, "/Half");
    String id = create("2.bin", Samples.cut(large, 1000), "/Half");
    Path lost;
    try (Stream<Path> all = Files.walk(files)) {
      lost =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toFile().length() == 1000)
              .findFirst()
              .orElseThrow();
    }
    HttpResponse<InputStream> response;
    try (java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient()) {
      response =
          http.send(
              server.request("/zip/h.zip?folderPath=/Half").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      Files.delete(lost);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> response.body().transferTo(java.io.OutputStream.nullOutputStream()))
          .isInstanceOf(IOException.class);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
    assertThat(server.get("/zip/h.zip?assetIds=" + id).statusCode()).isEqualTo(409);
  }
}
