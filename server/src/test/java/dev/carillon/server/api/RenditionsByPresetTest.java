package dev.carillon.server.api;

import static dev.carillon.server.api.AuthKeysTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;

class RenditionsByPresetTest {

  private static final Pattern OFFER = Pattern.compile("href=\"(/share/[^\"]*/rendition/[^\"]*)\"");

  @TempDir private Path home;

  @OnEachDatabase
  void downloadsArchivesAndSignedUrlsAreMadeByAPreset(TestDatabase database) throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = picture(server, "/r/a.png", 400, 200);
      String odd = server.asset("/r/b.odd", "no picture");
      String preset = preset(server, "Small", "{\"format\": \"png\", \"maxLength\": 100}");

      TestResponse preview = server.admin().get("/preview/" + id, "presetId", preset).is(200);
      assertThat(preview.header("Content-Type")).isEqualTo("image/png");
      assertThat(size(preview.body())).isEqualTo("100x50");
      server.admin().get("/preview/" + id, "presetId", "nothing").is(404);

      Map<String, byte[]> entries =
          unpacked(
              server
                  .admin()
                  .get("/zip/x.zip", "assetIds", id + "," + odd, "downloadPresetId", preset)
                  .is(200)
                  .body());
      assertThat(entries).containsOnlyKeys("a.png", "not in this archive.txt");
      assertThat(size(entries.getOrDefault("a.png", new byte[0]))).isEqualTo("100x50");
      assertThat(
              new String(
                  entries.getOrDefault("not in this archive.txt", new byte[0]),
                  StandardCharsets.UTF_8))
          .startsWith("b.png: There is no preview of '/r/b.odd'");
      server.admin().get("/zip/x.zip", "assetIds", id, "downloadPresetId", "nothing").is(404);

      String signed = signed(server, id, "presetId", preset);
      assertThat(size(server.anonymous().get(signed).is(200).body())).isEqualTo("100x50");
      server
          .admin()
          .get(
              "/api/asset/" + id + "/signed-image-rendition-url",
              "presetId",
              preset,
              "maxWidth",
              "5")
          .is(400);
    }
  }

  @OnEachDatabase
  void aSignedUrlIsGoodForJustTheRenditionThatItNames(TestDatabase database) throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = picture(server, "/r/a.png", 4000, 200);
      String signed = signed(server, id, "maxWidth", "60", "format", "png", "validFor", "5");

      assertThat(signed).contains("/previews/maxWidth_60.png/");
      assertThat(size(server.anonymous().get(signed).is(200).body())).isEqualTo("60x3");
      server.anonymous().get(signed.replace("maxWidth_60", "maxWidth_61")).is(401);
      server.anonymous().get(signed.replace("maxWidth_60.png", "scale_100.png")).is(401);
      server.anonymous().get(signed.replace("/previews/maxWidth_60.png", "")).is(401);
      server.anonymous().get(signed.replace("/preview/", "/thumbnail/")).is(401);

      String preview =
          server
              .admin()
              .get("/api/asset/" + id + "/signed-preview-url")
              .is(200)
              .json()
              .path(0)
              .path("signedUrl")
              .asText();
      String standard = "maxWidth_1600_maxHeight_1600.jpg";
      assertThat(size(server.anonymous().get(preview).is(200).body())).isEqualTo("1600x80");
      server.anonymous().get(preview.replace(standard, "maxWidth_50_quality_70.png")).is(200);
      server.anonymous().get(preview.replace(standard, "scale_100.jpg")).is(401);
      server.anonymous().get(preview.replace(standard, "maxWidth_3000.jpg")).is(401);
      server
          .anonymous()
          .get(preview.replace(standard, "cropWidth_100_cropHeight_100_maxWidth_100.jpg"))
          .is(401);

      String path = "/api/asset/" + id + "/signed-image-rendition-url";
      server.admin().get(path, "maxWidth", "-1").is(400);
      server.admin().get(path, "format", "mp4").is(400);
      server.admin().get(path, "scale", "50_page_3").is(400);
      server.admin().get(path, "presetId", "nothing").is(404);
    }
  }

  @OnEachDatabase
  void aShareLinkOffersThePresetsOfItsOwnerThatAreSharedWithLinks(TestDatabase database)
      throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = picture(server, "/r/a.png", 400, 200);
      String offered =
          preset(
              server,
              "For <guests>",
              "{\"sharedWithAuthKey\": true, \"renditionSettings\": {\"format\": \"png\","
                  + " \"maxLength\": 100}}");
      String hidden = preset(server, "Mine", "{\"scale\": 50}");
      String key = key(server, "assetIds", id, "downloadPreview", "true");
      TestResponse page = server.anonymous().get("/share/" + key).is(200);

      assertThat(page.text()).contains("Download as For &lt;guests&gt;").doesNotContain("Mine");
      Matcher offer = OFFER.matcher(page.text());
      assertThat(offer.find()).isTrue();
      TestResponse file = server.anonymous().get(offer.group(1)).is(200);
      assertThat(size(file.body())).isEqualTo("100x50");
      assertThat(file.header("Content-Disposition")).startsWith("attachment");
      server.anonymous().get(offer.group(1).replace(offered, hidden)).is(404);
      String looking = key(server, "assetIds", id);
      assertThat(server.anonymous().get("/share/" + looking).is(200).text())
          .doesNotContain("Download as");
      server.anonymous().get(offer.group(1).replace(key, looking)).is(403);
      server
          .admin()
          .json(
              "POST",
              "/services/renditionpreset/save?name=x&id=" + offered,
              "{\"sharedWithAuthKey\": false}")
          .is(200);
      server.anonymous().get(offer.group(1)).is(404);
    }
  }

  private static String picture(ApiServer server, String path, int width, int height)
      throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    String id =
        server
            .admin()
            .form("/services/create", "assetPath", path, "Filedata", uri)
            .is(200)
            .json()
            .path("id")
            .asText();
    // waited for: what is signed and offered must be there
    server.admin().get("/preview/" + id).is(200);
    long start = System.nanoTime();
    while (!server
        .admin()
        .form("/services/search", "q", "id:" + id)
        .json()
        .findValuesAsText("previewState")
        .contains("yes")) {
      assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }
    return id;
  }

  private static String preset(ApiServer server, String name, String settings) {
    return server
        .admin()
        .json(
            "POST",
            "/services/renditionpreset/save?name="
                + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8),
            settings)
        .is(200)
        .json()
        .path("id")
        .asText();
  }

  private static String signed(ApiServer server, String id, String... settings) {
    return server
        .admin()
        .get("/api/asset/" + id + "/signed-image-rendition-url", settings)
        .is(200)
        .json()
        .path(0)
        .path("signedUrl")
        .asText();
  }

  private static String size(byte[] picture) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
      return image.getWidth() + "x" + image.getHeight();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Map<String, byte[]> unpacked(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }
}
