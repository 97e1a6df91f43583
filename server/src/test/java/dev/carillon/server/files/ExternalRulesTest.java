package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import java.awt.image.BufferedImage;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What external engines make is shown, recorded and kept apart. */
@OnEachDatabase
class ExternalRulesTest extends ExternalFixture {

  @Test
  void anEngineFetchesTheFileAndItsPicturesAreShownAndTold() throws Exception {
    JsonNode registered = register("bell", ", \"returnStorageInfo\": true");
    String id = create("a.bell", "ding");
    TestEngine.Job job = engine.next();

    assertThat(job.get("assetId")).isEqualTo(id);
    assertThat(engine.fetch(job.get("originalUrl")).body()).isEqualTo("ding".getBytes(UTF_8));
    assertThat(job.json().path("storageInfo").path("path").asText()).isNotEmpty();
    assertThat(job.json().path("renditionOptions").findValuesAsText("name"))
        .containsExactly("maxWidth_1600_maxHeight_1600.jpg", "thumbnail.jpg");
    CompletableFuture<HttpResponse<byte[]>> early = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> early.complete(server.get("/preview/" + id + "/x")));

    String upload = job.get("uploadUrl");
    assertThat(
            engine
                .send(
                    "PUT",
                    upload + "/maxWidth_1600_maxHeight_1600.jpg",
                    Samples.picture("png", 3000, 1500))
                .statusCode())
        .isEqualTo(200);
    assertThat(server.hit(id).path("metadata").path("previewState").asText()).isEqualTo("no");
    assertThat(
            engine
                .send("POST", upload + "?name=thumbnail.jpg", Samples.picture("png", 100, 50))
                .statusCode())
        .isEqualTo(200);

    server.previewed(id, "yes");
    assertThat(early.get().statusCode()).as("who asked before waited").isEqualTo(200);
    JsonNode hit = server.hit(id);
    assertThat(hit.path("metadata").path("thumbnailState").asText()).isEqualTo("yes");
    BufferedImage preview = download(hit.path("previewUrl").asText());
    assertThat(
            Samples.decoded(server.get("/preview/" + id + "/previews/maxWidth_40.png").body())
                .getWidth())
        .as("of the engine's preview, since the server cannot read the file")
        .isEqualTo(40);
    assertThat(List.of(preview.getWidth(), preview.getHeight())).isEqualTo(List.of(1600, 800));
    BufferedImage thumbnail = download(hit.path("thumbnailUrl").asText());
    assertThat(List.of(thumbnail.getWidth(), thumbnail.getHeight())).isEqualTo(List.of(100, 50));
    JsonNode shown = engine(registered);
    assertThat(shown.path("done").asInt()).isEqualTo(1);
    assertThat(shown.path("lastError").isNull()).isTrue();

    HttpResponse<byte[]> again = engine.send("PUT", upload + "/thumbnail.jpg", new byte[] {1});
    assertThat(again.statusCode()).as("the secret was good for one job").isIn(410, 413);
  }

  @Test
  void jobsAreSignedAsDeliveriesAre() throws Exception {
    JsonNode registered = register("signed", "");
    create("a.signed", "ding");
    TestEngine.Job job = engine.next();
    Signer signer = Signer.of(registered.path("secretToken").asText());
    Payload payload = Payload.of(job.text());
    long timestamp = Long.parseLong(job.headers().getFirst("webhook-timestamp"));

    assertThat(job.headers().getFirst("webhook-signature"))
        .isEqualTo(
            signer.standardSignature(job.headers().getFirst("webhook-id"), timestamp, payload));
    assertThat(job.headers().getFirst("X-Hook-Signature")).isEqualTo(signer.hookSignature(payload));
    assertThat(engine(registered).has("secretToken")).isFalse();
    engine.refuse(job.get("failureUrl"), "enough");
  }

  @Test
  void picturesMayComeInOneForm() throws Exception {
    register("form", "");
    String id = create("a.form", "ding");
    TestEngine.Job job = engine.next();
    HttpResponse<byte[]> sent =
        engine.form(
            job.get("uploadUrl"),
            Map.of(
                "maxWidth_1600_maxHeight_1600.jpg",
                Samples.picture("jpg", 640, 480),
                "thumbnail.jpg",
                Samples.picture("jpg", 64, 48)));

    assertThat(sent.statusCode()).as(new String(sent.body(), UTF_8)).isEqualTo(200);
    server.previewed(id, "yes");
    assertThat(download(server.hit(id).path("previewUrl").asText()).getWidth()).isEqualTo(640);
  }

  @Test
  void anEngineTakesTheServersPlaceForATypeThatTheServerKnows() throws Exception {
    register("gif", ", \"renditions\": [\"preview\"]");
    String id = server.create("a.gif", Samples.picture("gif", 40, 30)).get("id").asText();
    TestEngine.Job job = engine.next();
    assertThat(job.json().path("renditionOptions").findValuesAsText("name"))
        .containsExactly("maxWidth_1600_maxHeight_1600.jpg");
    engine.form(job.get("uploadUrl"), Map.of("preview", Samples.picture("png", 900, 300)));

    server.previewed(id, "yes");
    JsonNode hit = server.hit(id);
    assertThat(download(hit.path("previewUrl").asText()).getWidth()).isEqualTo(900);
    assertThat(download(hit.path("thumbnailUrl").asText()).getHeight()).isLessThan(300);
    assertThat(hit.path("metadata").path("width").asInt()).as("that of the file").isEqualTo(40);
  }

  @Test
  void theSecretOpensNothingElse() throws Exception {
    register("key", "");
    create("a.key", "ding");
    TestEngine.Job mine = engine.next();
    create("b.key", "dong");
    TestEngine.Job other = engine.next();
    String key = mine.get("uploadUrl").substring(mine.get("uploadUrl").lastIndexOf('/') + 1);
    String elsewhere =
        other.get("uploadUrl").substring(0, other.get("uploadUrl").lastIndexOf('/') + 1) + key;

    assertThat(engine.form(elsewhere, Map.of("preview", Samples.picture("png", 9, 9))).statusCode())
        .isEqualTo(410);
    assertThat(
            engine.refuse(elsewhere.replace("rendition/", "rendition/failed/"), "x").statusCode())
        .isEqualTo(410);
    assertThat(
            engine.fetch(mine.get("originalUrl").replaceAll("&requestSecret=.*", "")).statusCode())
        .isEqualTo(401);
    assertThat(
            engine
                .send("PUT", mine.get("uploadUrl") + "/x.jpg", Samples.picture("png", 9, 9))
                .statusCode())
        .as("no rendition that was asked for")
        .isEqualTo(400);
    assertThat(
            engine
                .send("PUT", mine.get("uploadUrl") + "/thumbnail.jpg", new byte[33 << 20])
                .statusCode())
        .as("more than an engine may send")
        .isEqualTo(413);
    engine.refuse(mine.get("failureUrl"), "enough");
    engine.refuse(other.get("failureUrl"), "enough");
  }

  @Test
  void anotherNameGivesAFileToAnEngine() throws Exception {
    register("renamed", "");
    String id = create("a.unknown", "ding");
    assertThat(server.hit(id).at("/metadata/previewState").asText()).isEqualTo("skipped");
    server.form(
        "/services/move", Map.of("source", "/Files/a.unknown", "target", "/Files/a.renamed"));
    TestEngine.Job job = engine.next();
    assertThat(job.get("assetId")).isEqualTo(id);
    engine.refuse(job.get("failureUrl"), "enough");
    server.previewed(id, "error");
  }

  @Test
  void aNewFileHasAJobOfItsOwn() throws Exception {
    register("twice", "");
    String id = create("a.twice", "ding");
    TestEngine.Job old = engine.next();
    server.checkIn(id, "a.twice", "dong".getBytes(UTF_8));
    TestEngine.Job job = engine.next();
    HttpResponse<byte[]> late =
        engine.form(
            old.get("uploadUrl"),
            Map.of(
                "preview", Samples.picture("png", 9, 9),
                "thumbnail", Samples.picture("png", 9, 9)));

    assertThat(late.statusCode()).isEqualTo(410);
    assertThat(engine.fetch(job.get("originalUrl")).body()).isEqualTo("dong".getBytes(UTF_8));
    engine.form(
        job.get("uploadUrl"),
        Map.of(
            "preview", Samples.picture("png", 77, 77),
            "thumbnail", Samples.picture("png", 9, 9)));
    Await.until(
        "the preview", () -> server.hit(id).at("/metadata/previewState").asText().equals("yes"));
    assertThat(download(server.hit(id).path("previewUrl").asText()).getWidth()).isEqualTo(77);
  }
}
