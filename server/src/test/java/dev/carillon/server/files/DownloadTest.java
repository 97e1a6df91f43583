package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the URLs of a file and its previews answer. */
class DownloadTest {

  private static final byte[] PICTURE = Samples.picture("png", 800, 400);

  private static FilesServer server;
  private static String id;
  private static String plain;

  @BeforeAll
  static void start(@TempDir Path home) {
    server = new FilesServer(home, "");
    id = server.create("a b.png", PICTURE).get("id").asText();
    server.event("asset_create", id);
    server.previewed(id, "yes");
    plain = server.create("plain.bin", "0123456789".getBytes(UTF_8)).get("id").asText();
    server.event("asset_create", plain);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aHitHasUrlsOfWhatThereIs() {
    JsonNode hit = server.hit(id);
    String base = server.url();
    assertThat(hit.get("originalUrl").asText())
        .isEqualTo(base + "/file/" + id + "/*/a%20b.png?_=1");
    assertThat(hit.get("previewUrl").asText())
        .isEqualTo(
            base
                + "/preview/"
                + id
                + "/previews/maxWidth_1600_maxHeight_1600.jpg/*/a%20b_preview.jpg?_=1");
    assertThat(hit.get("thumbnailUrl").asText())
        .isEqualTo(base + "/thumbnail/" + id + "/*/a%20b_thumb.jpg?_=1");

    JsonNode other = server.hit(plain);
    assertThat(other.has("originalUrl")).isTrue();
    assertThat(other.has("previewUrl")).isFalse();
    assertThat(other.has("thumbnailUrl")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "previews/maxWidth_1600_maxHeight_1600.jpg/*/x.jpg, 800, 400",
    "previews/maxWidth_200_maxHeight_200.jpg/*/x.jpg, 200, 100",
    "previews/maxWidth_200_maxHeight_50.jpg, 100, 50",
    "previews/maxWidth_999999999_maxHeight_10.jpg/*/x, 20, 10",
    "*/x.jpg, 800, 400",
    "x, 800, 400",
  })
  void aPreviewFitsInTheBoxOfItsUrl(String rest, int width, int height) {
    HttpResponse<byte[]> response = server.get("/preview/" + id + "/" + rest);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    BufferedImage picture = Samples.decoded(response.body());
    assertThat(picture.getWidth()).isEqualTo(width);
    assertThat(picture.getHeight()).isEqualTo(height);
    HttpResponse<byte[]> again =
        server.get(
            "/preview/" + id + "/" + rest,
            "If-None-Match",
            response.headers().firstValue("ETag").orElseThrow());
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @Test
  void aPartOfASmallerPreviewIsSent() {
    String url = "/preview/" + id + "/previews/maxWidth_90_maxHeight_90.jpg/*/x.jpg";
    byte[] whole = server.get(url).body();
    HttpResponse<byte[]> part = server.get(url, "Range", "bytes=5-14");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, 5, 15));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maxWidth_0_maxHeight_100.jpg",
        "maxWidth_x_maxHeight_100.jpg",
        "maxWidth_100_maxWidth_100_maxHeight_1.gif",
        "maxWidth_9999999999999_maxHeight_1.jpg",
        "..%2F..%2Fsecret",
      })
  void aSizeThatIsNoneIsRefused(String size) {
    HttpResponse<byte[]> response = server.get("/preview/" + id + "/previews/" + size + "/*/x.jpg");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), UTF_8)).contains("maxWidth_<pixels>_maxHeight_<pixels>");
  }

  @Test
  void aPreviewAnswersPostToo() {
    String url = server.hit(id).get("previewUrl").asText();
    HttpResponse<byte[]> posted = server.send(server.request(url).POST(BodyPublishers.noBody()));
    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(posted.body()).isEqualTo(server.get(url).body());
    HttpResponse<byte[]> headed =
        server.send(server.request(url).method("HEAD", BodyPublishers.noBody()));
    assertThat(headed.statusCode()).isEqualTo(200);
    assertThat(headed.body()).isEmpty();
    assertThat(headed.headers().firstValueAsLong("Content-Length")).hasValue(posted.body().length);
  }

  @Test
  void whatIsNotThereIsAConflict() {
    for (String url : new String[] {"/preview/", "/thumbnail/"}) {
      HttpResponse<byte[]> response = server.get(url + plain + "/*/x.jpg");
      assertThat(response.statusCode()).isEqualTo(409);
      assertThat(new String(response.body(), UTF_8)).contains("There is no preview");
    }
    assertThat(server.get("/preview/nobody/*/x.jpg").statusCode()).isEqualTo(404);
  }

  @Test
  void aRequestSecretAloneDownloads() {
    JsonNode hit = server.hit(id, "appendRequestSecret", "true");
    for (String url : new String[] {"originalUrl", "previewUrl", "thumbnailUrl"}) {
      String secret = hit.get(url).asText();
      assertThat(secret).contains("requestSecret=");
      assertThat(server.send(server.stranger(secret)).statusCode()).as(secret).isEqualTo(200);
      String without = secret.replaceAll("&requestSecret=.*", "");
      assertThat(server.send(server.stranger(without)).statusCode()).isEqualTo(401);
      String forged = secret.substring(0, secret.length() - 2) + "__";
      assertThat(server.send(server.stranger(forged)).statusCode()).isEqualTo(401);
      String other = secret.replace(id, plain);
      assertThat(server.send(server.stranger(other)).statusCode()).isEqualTo(401);
    }
    assertThat(server.hit(id).get("originalUrl").asText()).doesNotContain("requestSecret");
  }

  @Test
  void theSecretOfAPreviewDoesNotOpenTheFile() {
    String preview = server.hit(id, "appendRequestSecret", "true").get("previewUrl").asText();
    String secret = preview.substring(preview.indexOf("requestSecret="));
    assertThat(server.send(server.stranger("/file/" + id + "/*/x?" + secret)).statusCode())
        .isEqualTo(401);
    assertThat(server.send(server.stranger("/thumbnail/" + id + "/*/x?" + secret)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aSessionIdMayStandInAUrl() {
    assertThat(server.get("/file/" + id + "/*/a%20b.png;jsessionid=AB12?_=1").body())
        .isEqualTo(PICTURE);
    assertThat(server.get("/app/preview/" + id + "/*/x.jpg;jsessionid=AB12?_=1").statusCode())
        .isEqualTo(200);
  }

  @Test
  void theTagOfAFileHoldsItsRevision() {
    String etag = server.get("/file/" + plain + "/*/x").headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> known = server.get("/file/" + plain + "/*/x", "If-None-Match", etag);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.headers().firstValue("Content-Length")).contains("10");
    HttpResponse<byte[]> part =
        server.get("/file/" + plain + "/*/x", "Range", "bytes=2-4", "If-Range", etag);
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).asString().isEqualTo("234");

    server.form("/services/update", java.util.Map.of("id", plain, "status", "Final"));
    server.event("asset_update_metadata", plain);
    HttpResponse<byte[]> changed = server.get("/file/" + plain + "/*/x", "If-None-Match", etag);
    assertThat(changed.statusCode()).isEqualTo(200);
    HttpResponse<byte[]> whole =
        server.get("/file/" + plain + "/*/x", "Range", "bytes=2-4", "If-Range", etag);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).asString().isEqualTo("0123456789");
  }

  @ParameterizedTest
  @CsvSource({
    "x.svg, <svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "x.html, <script>alert(1)</script>",
    "x.xml, <a/>",
    "x.js, alert(1)",
  })
  void whatABrowserCouldRunIsSavedNotShown(String name, String content) {
    String runs = server.create(name, content.getBytes(UTF_8)).get("id").asText();
    server.event("asset_create", runs);
    if (!name.endsWith("svg")) {
      server.previewed(runs, "yes");
    }
    HttpResponse<byte[]> response = server.get("/file/" + runs + "/*/" + name);
    assertThat(response.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("sandbox")
        .contains("default-src 'none'");
    assertThat(response.body()).asString().isEqualTo(content);
  }

  @Test
  void aFileIsSavedWhereThatIsAskedFor() {
    assertThat(disposition("/file/" + id + "/*/x")).startsWith("inline");
    assertThat(disposition("/file/" + id + "/*/x?forceDownload=true")).startsWith("attachment");
    assertThat(disposition("/preview/" + id + "/*/x?forceDownload=1")).startsWith("attachment");
    assertThat(server.get("/file/" + id + "/*/x?forceDownload=maybe").statusCode()).isEqualTo(400);
  }

  private static String disposition(String path) {
    return server.get(path).headers().firstValue("Content-Disposition").orElse("");
  }
}
