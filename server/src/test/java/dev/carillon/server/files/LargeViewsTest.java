package dev.carillon.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of earlier versions, in an archive in any size, and on the page of one shared asset. */
class LargeViewsTest {

  private static FilesServer server;
  private static String id;
  private static String other;

  @BeforeAll
  static void start(@TempDir Path home) {
    server = new FilesServer(home, "");
    id = server.create("p.png", Samples.picture("png", 2000, 1000)).get("id").asText();
    server.checkIn(id, "p.png", Samples.picture("png", 600, 1200));
    other = server.create("q.png", Samples.picture("png", 300, 300)).get("id").asText();
    server.previewed(id, "yes");
    server.previewed(other, "yes");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void eachVersionHasAPreviewOfItsOwnFile() throws IOException {
    String versions = "/api/asset/" + id + "/versions/";
    TestClient admin = server.admin();
    assertThat(size(admin.get(versions + "1/preview").is(200).body())).isEqualTo("1600x800");
    assertThat(size(admin.get(versions + "2/preview").is(200).body())).isEqualTo("600x1200");
    assertThat(size(admin.get(versions + "1/preview", "maxSize", "100").is(200).body()))
        .isEqualTo("100x50");
    admin.get(versions + "3/preview").is(404);
    assertThat(admin.get(versions + "one/preview").is(400).message())
        .isEqualTo("'version' is 'one', but must be the number of a version");
    assertThat(admin.get(versions + "1/preview", "maxSize", "4001").is(400).message())
        .contains("'maxSize' is '4001'");
    server.anonymous().get(versions + "1/preview").is(401);
  }

  @Test
  void anArchiveHasPicturesInAnySize() throws IOException {
    byte[] archive =
        server
            .admin()
            .get(
                "/zip/a.zip",
                "assetIds",
                id + "," + other,
                "rendition",
                "maxWidth_500_maxHeight_500.jpg")
            .is(200)
            .body();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      assertThat(zip.getNextEntry().getName()).endsWith(".jpg");
      assertThat(size(zip.readAllBytes())).isEqualTo("250x500");
      zip.getNextEntry();
      assertThat(size(zip.readAllBytes())).as("never enlarged").isEqualTo("300x300");
    }
    assertThat(
            server
                .admin()
                .get("/zip/a.zip", "assetIds", id, "rendition", "maxWidth_x.jpg")
                .is(400)
                .message())
        .startsWith("'maxWidth' is 'x'");
  }

  @Test
  void aGuestSeesALargePictureOnlyWherePreviewsAreAllowedAndThatIsNoDownload() throws IOException {
    String open = key("downloadPreview", "true");
    String closed = key("downloadPreview", "false");
    TestClient guest = server.anonymous();
    int before = downloads();
    TestResponse page = guest.get("/share/" + open + "/view/" + id).is(200);
    assertThat(page.text())
        .contains("/share/" + open + "/picture/" + id, "/share/" + open + "/view/" + other)
        .doesNotContain("<script");
    TestResponse picture = guest.get("/share/" + open + "/picture/" + id + "/p.jpg").is(200);
    assertThat(size(picture.body())).isEqualTo("600x1200");
    assertThat(picture.header("Content-Disposition")).startsWith("inline");
    assertThat(downloads()).isEqualTo(before);
    guest.get("/share/" + open + "/preview/" + id + "/p.jpg").is(200);
    assertThat(downloads()).isEqualTo(before + 1);

    guest.get("/share/" + closed + "/view/" + id).is(403);
    guest.get("/share/" + closed + "/picture/" + id + "/p.jpg").is(403);
    assertThat(guest.get("/share/" + closed).is(200).text()).doesNotContain("/view/");
  }

  private static String key(String... grants) {
    return server
        .admin()
        .form(
            "/services/createAuthKey",
            "subject",
            "S",
            "validUntil",
            "2100-01-01",
            "assetIds",
            id + "," + other,
            grants[0],
            grants[1])
        .ok()
        .get("authKey")
        .asText();
  }

  private static int downloads() {
    JsonNode history =
        server.admin().get("/services/asset/history", "id", id, "actions", "DOWNLOAD").ok();
    return history.get("totalHits").asInt();
  }

  private static String size(byte[] jpeg) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    return image.getWidth() + "x" + image.getHeight();
  }
}
