package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that are not what they seem: each stays a plain asset, byte for byte, without a preview.
 */
class BadFilesTest {

  private static FilesServer server;

  @BeforeAll
  static void start(@TempDir Path home) {
    server = new FilesServer(home, "");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingElseHappened() {
    assertThat(server.rest()).isEmpty();
  }

  static Stream<Arguments> bad() {
    byte[] jpeg = Samples.picture("jpg", 300, 200);
    byte[] png = Samples.picture("png", 300, 200);
    return Stream.of(
        Arguments.of("page.jpg", "<html><script>alert(1)</script></html>".getBytes(UTF_8)),
        Arguments.of("vector.png", "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(UTF_8)),
        Arguments.of("picture.pdf", jpeg),
        Arguments.of("picture.txt", png),
        Arguments.of("cut.jpg", Samples.cut(jpeg, 100)),
        Arguments.of("cut.png", Samples.cut(png, 40)),
        Arguments.of("cut.gif", Samples.cut(Samples.picture("gif", 300, 200), 8)),
        Arguments.of("cut.tif", Samples.cut(Samples.picture("tif", 300, 200), 9)),
        Arguments.of("cut.bmp", Samples.cut(Samples.picture("bmp", 300, 200), 20)),
        Arguments.of("cut.webp", Samples.cut(Samples.webp(), 30)),
        Arguments.of("cut.pdf", Samples.cut(Samples.pdf("x", ""), 20)),
        Arguments.of("locked.pdf", Samples.pdf("x", "secret")),
        Arguments.of("one.png", new byte[] {0}),
        Arguments.of("bomb.png", Samples.bomb(26_000, 26_000)),
        Arguments.of("wide.png", Samples.bomb(300_000_000, 1)),
        Arguments.of("lying.bmp", lyingBmp()));
  }

  /** Says that it has a thousand million pixels, and holds none. */
  private static byte[] lyingBmp() {
    return HexFormat.of()
        .parseHex(
            "424d460000000000000036000000280000000080000000800000010018000000000000000000"
                + "130b0000130b00000000000000000000");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void staysAPlainAsset(String name, byte[] content) {
    String id = server.create(name, content).get("id").asText();
    server.event("asset_create", id);
    server.previewed(id, "error");

    JsonNode hit = server.hit(id);
    assertThat(hit.get("metadata").get("previewState").asText()).isEqualTo("error");
    assertThat(hit.get("metadata").get("fileSize").get("value").asInt()).isEqualTo(content.length);
    assertThat(hit.has("previewUrl")).isFalse();
    assertThat(hit.has("thumbnailUrl")).isFalse();
    assertThat(server.get(hit.get("originalUrl").asText()).body()).isEqualTo(content);
    assertThat(server.get("/preview/" + id + "/*/x.jpg").statusCode()).isEqualTo(409);
  }

  @Test
  void anEmptyFileIsAPlaceholderWithoutAPreview() {
    JsonNode hit = server.create("empty.jpg", new byte[0]);
    server.event("asset_create", hit.get("id").asText());
    assertThat(hit.get("metadata").get("previewState").asText()).isEqualTo("skipped");
  }

  @Test
  void aVectorIsDrawnWithoutItsScript() {
    byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".getBytes(UTF_8);
    String id = server.create("x.svg", svg).get("id").asText();
    server.event("asset_create", id);
    server.previewed(id, "yes");
  }

  @Test
  void aGoodFileIsSeenAfterABadOne() {
    for (String kind : new String[] {"jpg", "png"}) {
      String bad = server.create("bad." + kind, "no".getBytes(UTF_8)).get("id").asText();
      server.event("asset_create", bad);
      server.previewed(bad, "error");
      String good = server.create("good." + kind, Samples.picture(kind, 31, 21)).get("id").asText();
      server.event("asset_create", good);
      server.previewed(good, "yes");
    }
  }

  @Test
  void aRefusedCallWithAFileLeavesNothing() {
    HttpResponse<byte[]> refused =
        server.upload(
            "/services/create",
            "x.png",
            Samples.picture("png", 33, 33),
            Map.of("folderPath", "/No", "rating", "many"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(server.form("/services/search", Map.of("q", "x.png")).get("totalHits").asInt())
        .isZero();
  }
}
