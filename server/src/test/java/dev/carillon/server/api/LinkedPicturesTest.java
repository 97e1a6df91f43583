package dev.carillon.server.api;

import static dev.carillon.server.api.AuthKeysTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link shows what it was made for, and no more of the file. */
class LinkedPicturesTest {

  private static final String PASSWORD = "ring-every-bell";
  private static final String BAD = "data:image/png;base64,AQID";
  private static final String STANDARD = "maxWidth_1600_maxHeight_1600.jpg";

  private static ApiServer server;
  private static String id;

  /** Knows of nothing. */
  private static TestClient bob;

  /** Sees, and no more. */
  private static TestClient eve;

  @BeforeAll
  static void start(@TempDir Path home) throws IOException {
    server = new ApiServer(home, TestDatabase.SQLITE);
    id = picture("/secret/wide.png", 4000, 1700);
    bob = user("bob");
    eve = user("eve");
    server
        .admin()
        .json(
            "PUT",
            "/api/folder-rights",
            "{\"path\": \"/secret\", \"user\": \"eve\", \"permissions\": \"V--------\"}")
        .is(200);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aPresetDoesNotWidenTheLinkToAPreview() throws IOException {
    String whole = preset(bob, "{\"name\": \"Whole\", \"format\": \"png\", \"scale\": 100}");
    String small = preset(bob, "{\"name\": \"Small\", \"format\": \"png\", \"maxLength\": 100}");
    String link = signed(server.admin(), "preview");

    assertThat(size(bob.get(link).is(200))).isEqualTo("1600x680");
    bob.get(link + "&presetId=" + whole).is(404);
    assertThat(size(bob.get(link + "&presetId=" + small).is(200))).isEqualTo("100x43");
    server.anonymous().get(link + "&presetId=" + small).is(401);
    String mine = preset(server.admin(), "{\"format\": \"png\", \"scale\": 100}");
    assertThat(size(server.admin().get("/preview/" + id, "presetId", mine).is(200)))
        .isEqualTo("4000x1700");
  }

  @Test
  void theLinkToAThumbnailNeedsOnlyItsPermissionAndOpensNoPreview() throws IOException {
    JsonNode hit =
        eve.form("/services/search", "q", "id:" + id, "appendRequestSecret", "true")
            .is(200)
            .json()
            .path("hits")
            .path(0);
    assertThat(hit.has("previewUrl")).isFalse();
    for (String link : new String[] {hit.path("thumbnailUrl").asText(), signed(eve, "thumbnail")}) {
      String path = link.substring(link.indexOf("/thumbnail/"));
      assertThat(size(server.anonymous().get(path).is(200))).isEqualTo("400x170");
      server.anonymous().get(path.replace("/thumbnail/", "/preview/")).is(401);
      server
          .anonymous()
          .get(path.replace("/thumbnail/" + id, "/preview/" + id + "/previews/maxWidth_90.png"))
          .is(401);
      server.anonymous().get(path.replace("/thumbnail/", "/file/")).is(401);
    }
    eve.get("/api/asset/" + id + "/signed-preview-url").is(403);
    server
        .anonymous()
        .get(signed(server.admin(), "preview").replace("/preview/", "/thumbnail/"))
        .is(200);
  }

  @Test
  void oneSmallEdgeDoesNotShowMoreThanThePreviewDoes() throws IOException {
    String link = signed(server.admin(), "preview");
    for (String name : new String[] {"maxHeight_1600.png", "maxHeight_1600_maxWidth_9000.png"}) {
      assertThat(size(server.anonymous().get(link.replace(STANDARD, name)).is(200)))
          .as(name)
          .isEqualTo("1600x680");
    }
    String share = "/share/" + key(server, "assetIds", id, "downloadPreview", "true");
    TestResponse shared =
        server.anonymous().get(share + "/preview/" + id + "/previews/maxHeight_1600.png");
    assertThat(size(shared.is(200))).isEqualTo("1600x680");
    String exactly =
        server
            .admin()
            .get("/api/asset/" + id + "/signed-image-rendition-url", "maxHeight", "1600")
            .is(200)
            .json()
            .at("/0/signedUrl")
            .asText();
    assertThat(size(server.anonymous().get(exactly).is(200)))
        .as("what was signed is what is sent")
        .isEqualTo("3765x1600");
  }

  @Test
  void aStrangerDoesNotLearnWhichPathsThereAre() {
    String real = signed(server.admin(), "preview").replaceAll(".*requestSecret=", "");
    String forged = real.replaceAll("[^.]*$", "A".repeat(32));
    for (String secret : new String[] {"x", "abc.x.short", forged}) {
      for (String name : new String[] {"wide.png", "nothing.png"}) {
        for (String way : new String[] {"", "/previews/x_y.jpg", "/previews/maxWidth_9000.jpg"}) {
          String path = "/preview/secret/" + name + way + "?requestSecret=" + secret;
          server.anonymous().get(path).is(401);
        }
      }
    }
  }

  @Test
  void aColleaguesPresetDoesNotWidenALinkThatIsThere() throws IOException {
    String group =
        server
            .admin()
            .json("POST", "/api/groups", "{\"name\": \"Press\"}")
            .is(201)
            .json()
            .path("id")
            .asText();
    for (String member : new String[] {"admin", "bob"}) {
      server.admin().bare("PUT", "/api/groups/" + group + "/members/" + member).is(204);
    }
    String look = key(server, "assetIds", id, "downloadPreview", "true");
    String take =
        key(server, "assetIds", id, "downloadPreview", "true", "downloadOriginal", "true");
    String whole = shared(group, "\"format\": \"png\", \"scale\": 100");
    String high = shared(group, "\"format\": \"png\", \"maxHeight\": 1600");
    String named =
        key(server, "assetIds", id, "downloadPreview", "true", "downloadPresetIds", whole);

    TestClient guest = server.anonymous();
    assertThat(guest.get("/share/" + look).is(200).text()).contains(high).doesNotContain(whole);
    guest.get("/share/" + look + "/rendition/" + whole + "/" + id + "/x").is(404);
    assertThat(size(guest.get("/share/" + look + "/rendition/" + high + "/" + id + "/x").is(200)))
        .isEqualTo("1600x680");
    for (String key : new String[] {take, named}) {
      assertThat(guest.get("/share/" + key).is(200).text()).contains(whole);
      String path = "/share/" + key + "/rendition/" + whole + "/" + id + "/x";
      assertThat(size(guest.get(path).is(200))).isEqualTo("4000x1700");
    }
    guest.get("/share/" + named + "/rendition/" + high + "/" + id + "/x").is(404);
  }

  @Test
  void whatCannotBeMadeIsNoDownload() {
    TestResponse made =
        server.admin().form("/services/create", "assetPath", "/secret/bad.png", "Filedata", BAD);
    String bad = made.is(200).json().path("id").asText();
    String link = "/share/" + key(server, "assetIds", bad, "downloadPreview", "true");
    String preset = preset(server.admin(), "{\"sharedWithAuthKey\": true, \"maxWidth\": 70}");
    server.anonymous().get(link + "/rendition/" + preset + "/" + bad + "/x").is(409);
    server.anonymous().get(link + "/preview/" + bad + "/previews/maxWidth_80.png").is(409);
    assertThat(
            server
                .admin()
                .get("/services/asset/history", "id", bad, "actions", "DOWNLOAD")
                .is(200)
                .json()
                .path("hits"))
        .isEmpty();
  }

  private static String shared(String group, String settings) {
    return preset(
        bob,
        "{\"sharedWithAuthKey\": true, \"sharedWithGroups\": [\"%s\"], \"renditionSettings\": {%s}}"
            .formatted(group, settings));
  }

  private static TestClient user(String name) {
    server
        .admin()
        .json(
            "POST",
            "/api/users",
            "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, PASSWORD))
        .is(201);
    return server.anonymous().basic(name, PASSWORD);
  }

  private static String picture(String path, int width, int height) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    TestResponse made = server.admin().form("/services/create", "assetPath", path, "Filedata", uri);
    String asset = made.is(200).json().path("id").asText();
    long start = System.nanoTime();
    while (!server
        .admin()
        .form("/services/search", "q", "id:" + asset)
        .json()
        .findValuesAsText("previewState")
        .contains("yes")) {
      assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }
    return asset;
  }

  private static String preset(TestClient client, String settings) {
    return client
        .json("POST", "/services/renditionpreset/save?name=" + System.nanoTime(), settings)
        .is(200)
        .json()
        .path("id")
        .asText();
  }

  private static String signed(TestClient client, String what) {
    return client
        .get("/api/asset/" + id + "/signed-" + what + "-url")
        .is(200)
        .json()
        .at("/0/signedUrl")
        .asText();
  }

  private static String size(TestResponse reply) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(reply.body()));
    return image.getWidth() + "x" + image.getHeight();
  }
}
