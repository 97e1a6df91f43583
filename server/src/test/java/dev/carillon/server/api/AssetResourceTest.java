package dev.carillon.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;

class AssetResourceTest {

  @TempDir private Path home;

  @OnEachDatabase
  void anAssetIsMadeAndSaysWhereItsFileGoes(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      JsonNode hit =
          make(
              server,
              "{\"assetPath\":\"/r/a.bin\",\"metadata\":{\"status\":\"New\"},"
                  + "\"metadataToReturn\":[\"assetPath\",\"status\"]}");
      String id = hit.path("id").asText();
      assertThat(hit.path("metadata").toString())
          .isEqualTo("{\"assetPath\":\"/r/a.bin\",\"status\":\"New\"}");
      assertThat(hit.path("uploadUrl").asText())
          .isEqualTo(server.url() + "/api/asset/" + id + "/original");
      assertThat(server.types(2)).containsExactly("folder_create", "asset_create");

      byte[] content = new byte[300_000];
      new Random(7).nextBytes(content);
      JsonNode uploaded =
          server
              .admin()
              .send("PUT", hit.path("uploadUrl").asText(), "application/octet-stream", content)
              .is(200)
              .json();

      assertThat(uploaded.path("metadata").path("versionNumber").asInt()).isEqualTo(2);
      assertThat(server.admin().get("/api/asset/" + id + "/original").is(200).body())
          .isEqualTo(content);
      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("asset_checkin");
      assertThat(event.path("changedMetadata").path("fileSize").toString())
          .isEqualTo("{\"oldValue\":0,\"newValue\":300000}");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aFileComesInWhateverItsTypeAndAsAPartToo(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String original =
          "/api/asset/" + server.asset("/r/a.json", "{}") + "/original?createVersion=false";
      TestClient admin = server.admin();

      admin.send("POST", original, "application/json", "{\"a\":1".getBytes(UTF_8)).is(200);
      assertThat(admin.get(original.replaceFirst("[?].*", "")).text()).isEqualTo("{\"a\":1");
      admin
          .send("PUT", original, "application/x-www-form-urlencoded", "x=1&y".getBytes(UTF_8))
          .is(200);
      assertThat(admin.get(original.replaceFirst("[?].*", "")).text()).isEqualTo("x=1&y");
      JsonNode hit = admin.upload("POST", original, "b.bin", "part").is(200).json();
      assertThat(hit.path("metadata").path("versionNumber").asInt()).isEqualTo(1);
      assertThat(admin.get(original.replaceFirst("[?].*", "")).text()).isEqualTo("part");
      assertThat(server.types(3))
          .containsExactly("asset_checkin", "asset_checkin", "asset_checkin");
      admin
          .upload(
              "PUT", original, "file", "c.bin", "other part".getBytes(UTF_8), "requestSecret", "")
          .is(200);
      assertThat(admin.get(original.replaceFirst("[?].*", "")).text()).isEqualTo("other part");
      assertThat(server.types(1)).containsExactly("asset_checkin");
      admin.bare("PUT", original).is(400);
      admin.send("PUT", "/api/asset/unknown/original", "text/plain", "x".getBytes(UTF_8)).is(404);
      server.anonymous().send("PUT", original, "text/plain", "x".getBytes(UTF_8)).is(401);
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aTakenPathIsRefusedUnlessAnotherNameMayBeTaken(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String there = server.asset("/r/a.bin", "one");
      TestClient admin = server.admin();

      JsonNode refused =
          admin.json("POST", "/api/asset", "{\"assetPath\":\"/R/a.bin\"}").is(409).json();
      assertThat(refused.path("errorname").asText()).isEqualTo("PathAlreadyExistsException");
      assertThat(refused.path("status").asInt()).isEqualTo(409);
      assertThat(refused.path("id").asText()).isEqualTo(there);
      assertThat(refused.path("metadata").path("assetPath").asText()).isEqualTo("/r/a.bin");
      assertThat(refused.has("uploadUrl")).isTrue();
      assertThat(refused.path("uploadUrl").isNull()).isTrue();
      admin.json("POST", "/api/folder", "{\"path\":\"/r/folder\"}").is(201);
      assertThat(
              admin
                  .json("POST", "/api/asset", "{\"assetPath\":\"/r/folder\"}")
                  .is(409)
                  .json()
                  .has("uploadUrl"))
          .isFalse();
      JsonNode hit = make(server, "{\"assetPath\":\"/r/a.bin\",\"autoRename\":true}");
      assertThat(hit.path("metadata").path("assetPath").asText()).isEqualTo("/r/a-1.bin");
      assertThat(admin.json("POST", "/api/asset", "{\"assetpath\":\"/x\"}").is(400).text())
          .contains("'assetPath' is required");
    }
  }

  @OnEachDatabase
  void anAssetIsReadAndFound(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/r/a.txt", "one", "status", "Ready");
      server.asset("/r/b.bin", "two", "status", "Ready");
      TestClient admin = server.admin();

      JsonNode hit = admin.get("/api/asset/" + id).is(200).json();
      assertThat(hit.path("id").asText()).isEqualTo(id);
      assertThat(hit.path("metadata").path("status").asText()).isEqualTo("Ready");
      JsonNode found =
          admin
              .get("/api/asset/search", "q", "status:Ready", "from", "1", "size", "1")
              .is(200)
              .json();
      assertThat(found.path("total").asInt()).isEqualTo(2);
      assertThat(found.path("hits")).hasSize(1);
      TestResponse missing = admin.get("/api/asset/unknown").is(404);
      assertThat(missing.header("Content-Type")).startsWith("application/problem+json");
      assertThat(missing.json().path("errorcode").asInt()).isEqualTo(404);
      admin.get("/api/asset/search", "q", "noSuchField:").is(400);
      admin.get("/api/asset/" + id + "/preview").is(200);
      String odd = server.asset("/r/c.odd", "three");
      admin.get("/api/asset/" + odd + "/preview").is(404);
      admin.get("/api/asset/" + odd + "/thumbnail").is(404);
      server.anonymous().get("/api/asset/" + id).is(401);
    }
  }

  @OnEachDatabase
  void aSignedUrlDownloadsItsAssetAloneForAsManyMinutes(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/r/a b.bin", "one");
      String other = server.asset("/r/c.bin", "two");
      String sign = "/api/asset/" + id + "/signed-original-url";

      JsonNode all = server.admin().get(sign, "validFor", "60").is(200).json();
      assertThat(all).hasSize(1);
      JsonNode signed = all.path(0);
      assertThat(signed.path("assetId").asText()).isEqualTo(id);
      String url = signed.path("signedUrl").asText();
      assertThat(left(signed)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
      assertThat(left(server.admin().get(sign).is(200).json().path(0)))
          .isBetween(Duration.ofMinutes(599), Duration.ofMinutes(601));
      assertThat(server.anonymous().get(url).is(200).text()).isEqualTo("one");
      server.anonymous().get(url.replace(id, other)).is(401);
      server.anonymous().get(url.replace("requestSecret=", "requestSecret=z")).is(401);
      server.anonymous().get(url.replace("/file/", "/preview/")).is(401);
      server.restart();
      server.anonymous().get(url.replaceFirst("http://[^/]*", server.url())).is(200);
      for (String bad : List.of("0", "-2", "10081", "x")) {
        server.admin().get(sign, "validFor", bad).is(400);
      }
      server.admin().get(sign, "validfor", "1").is(400);
    }
  }

  @OnEachDatabase
  void severalLinksComeAtOnceAndMayHaveNoEnd(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String one = server.asset("/r/a.bin", "one");
      String two = server.asset("/r/b.bin", "two");
      String sign = "/api/asset/" + two + "," + one + "/signed-original-url";

      JsonNode signed = server.admin().get(sign, "validFor", "-1").is(200).json();

      assertThat(signed.findValuesAsText("assetId")).containsExactly(two, one);
      assertThat(signed.findValues("validUntil")).isEmpty();
      assertThat(server.anonymous().get(signed.at("/1/signedUrl").asText()).is(200).text())
          .isEqualTo("one");
      server.admin().get("/api/asset/" + one + ",unknown/signed-original-url").is(404);
      server.admin().get("/api/asset/,/signed-original-url").is(400);
      server.anonymous().get(sign).is(401);
      server.admin().form("/services/remove", "ids", one).is(200);
      server.anonymous().get(signed.at("/1/signedUrl").asText()).is(404);
    }
  }

  @OnEachDatabase
  void picturesAreSignedOnceTheyAreThere(TestDatabase database) throws InterruptedException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/r/words.txt", "words to be seen");
      String none = server.asset("/r/none.bin", "nothing to see");
      TestClient admin = server.admin();
      Await.until("previews", () -> shows(admin, id));
      for (String what : List.of("preview", "thumbnail", "image-rendition")) {
        String sign = "/signed-" + what + "-url";
        String url =
            admin.get("/api/asset/" + id + sign).is(200).json().at("/0/signedUrl").asText();
        assertThat(server.anonymous().get(url).is(200).header("Content-Type"))
            .isEqualTo("image/jpeg");
        server.anonymous().get(url.replaceFirst("/(preview|thumbnail)/", "/file/")).is(401);
        admin.get("/api/asset/" + none + sign).is(404);
      }
      String rendition = "/api/asset/" + id + "/signed-image-rendition-url";
      String small =
          admin
              .get(rendition, "maxWidth", "40", "maxHeight", "30", "format", "jpg")
              .is(200)
              .json()
              .at("/0/signedUrl")
              .asText();
      byte[] picture = server.anonymous().get(small).is(200).body();
      BufferedImage decoded = decoded(picture);
      assertThat(decoded.getWidth()).isLessThanOrEqualTo(40);
      assertThat(decoded.getHeight()).isLessThanOrEqualTo(30);
      admin.get(rendition, "format", "gif").is(400);
      admin.get(rendition, "maxWidth", "0").is(400);
      admin.get(rendition, "dpi", "300").is(400);
    }
  }

  private static BufferedImage decoded(byte[] picture) {
    try {
      return ImageIO.read(new ByteArrayInputStream(picture));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static boolean shows(TestClient admin, String id) {
    return admin
        .get("/api/asset/" + id, "metadataToReturn", "previewState")
        .is(200)
        .text()
        .contains("previewUrl");
  }

  private static Duration left(JsonNode signed) {
    return Duration.ofMillis(signed.path("validUntil").asLong() - System.currentTimeMillis());
  }

  private static JsonNode make(ApiServer server, String body) {
    return server.admin().json("POST", "/api/asset", body).is(200).json();
  }
}
