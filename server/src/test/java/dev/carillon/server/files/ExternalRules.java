package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How external engines make previews: the same on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExternalRules {

  private static final String ENGINES = "/services/admin/externalProcessing";

  private FilesServer site;
  private TestEngine engine;

  /** A new database, as an option of {@code serve}; empty = embedded. */
  abstract String newDatabase();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    site = new FilesServer(folder, newDatabase());
    engine = new TestEngine();
  }

  @AfterAll
  void stop() {
    engine.close();
    site.close();
  }

  @AfterEach
  void removeEngines() {
    for (JsonNode each : FilesServer.done(site.get(ENGINES))) {
      call("DELETE", ENGINES + "/" + each.path("id").asText(), "");
    }
    engine.answers(202);
    assertThat(engine.idle()).as("no job that no test asked for").isTrue();
  }

  private HttpResponse<byte[]> call(String method, String path, String body) {
    return site.send(
        site.request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private JsonNode register(String type, String more) {
    return FilesServer.done(
        call(
            "POST",
            ENGINES,
            "{\"name\": \"%s\", \"url\": \"%s\", \"assetTypes\": [\"%s\"]%s}"
                .formatted("engine of " + type, engine.url("/jobs"), type, more)));
  }

  private String create(String filename, String content) {
    return site.create(filename, content.getBytes(UTF_8)).get("id").asText();
  }

  private JsonNode engine(JsonNode registered) {
    return FilesServer.done(site.get(ENGINES + "/" + registered.path("id").asText()));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(60).toNanos());
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private BufferedImage download(String url) {
    HttpResponse<byte[]> response = site.get(url);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    return Samples.decoded(response.body());
  }

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
    Thread.ofVirtual().start(() -> early.complete(site.get("/preview/" + id + "/x")));

    String upload = job.get("uploadUrl");
    assertThat(
            engine
                .send(
                    "PUT",
                    upload + "/maxWidth_1600_maxHeight_1600.jpg",
                    Samples.picture("png", 3000, 1500))
                .statusCode())
        .isEqualTo(200);
    assertThat(site.hit(id).path("metadata").path("previewState").asText()).isEqualTo("no");
    assertThat(
            engine
                .send("POST", upload + "?name=thumbnail.jpg", Samples.picture("png", 100, 50))
                .statusCode())
        .isEqualTo(200);

    site.previewed(id, "yes");
    assertThat(early.get().statusCode()).as("who asked before waited").isEqualTo(200);
    JsonNode hit = site.hit(id);
    assertThat(hit.path("metadata").path("thumbnailState").asText()).isEqualTo("yes");
    BufferedImage preview = download(hit.path("previewUrl").asText());
    assertThat(
            Samples.decoded(site.get("/preview/" + id + "/previews/maxWidth_40.png").body())
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
    site.previewed(id, "yes");
    assertThat(download(site.hit(id).path("previewUrl").asText()).getWidth()).isEqualTo(640);
  }

  @Test
  void anEngineTakesTheServersPlaceForATypeThatTheServerKnows() throws Exception {
    register("gif", ", \"renditions\": [\"preview\"]");
    String id = site.create("a.gif", Samples.picture("gif", 40, 30)).get("id").asText();
    TestEngine.Job job = engine.next();
    assertThat(job.json().path("renditionOptions").findValuesAsText("name"))
        .containsExactly("maxWidth_1600_maxHeight_1600.jpg");
    engine.form(job.get("uploadUrl"), Map.of("preview", Samples.picture("png", 900, 300)));

    site.previewed(id, "yes");
    JsonNode hit = site.hit(id);
    assertThat(download(hit.path("previewUrl").asText()).getWidth()).isEqualTo(900);
    assertThat(download(hit.path("thumbnailUrl").asText()).getHeight()).isLessThan(300);
    assertThat(hit.path("metadata").path("width").asInt()).as("that of the file").isEqualTo(40);
  }

  @Test
  void whatAnEngineRefusesIsShownWithItsReason() throws Exception {
    JsonNode registered = register("no", "");
    String id = create("a.no", "ding");
    TestEngine.Job job = engine.next();

    assertThat(engine.refuse(job.get("failureUrl"), "no such layer").statusCode()).isEqualTo(200);
    site.previewed(id, "error");
    JsonNode shown = engine(registered);
    assertThat(shown.path("failed").asInt()).isEqualTo(1);
    assertThat(shown.path("lastError").asText()).isEqualTo("the engine says: no such layer");
    JsonNode failed =
        FilesServer.done(site.get(ENGINES + "/" + registered.path("id").asText() + "/jobs")).path("jobs");
    assertThat(failed.findValuesAsText("assetId")).containsExactly(id);
    assertThat(failed.findValuesAsText("error")).containsExactly("the engine says: no such layer");
    assertThat(new String(site.get("/preview/" + id + "/x").body(), UTF_8))
        .contains("the engine says: no such layer");
    assertThat(new String(site.get("/api/health").body(), UTF_8))
        .contains("externalProcessing", "no such layer");
    assertThat(engine.refuse(job.get("failureUrl"), "again").statusCode()).isEqualTo(410);
  }

  @Test
  void whatIsNoPictureFailsAndNothingOfItIsServed() throws Exception {
    JsonNode registered = register("junk", "");
    String id = create("a.junk", "ding");
    TestEngine.Job job = engine.next();
    byte[] junk = "<script>alert(1)</script>".getBytes(UTF_8);
    engine.form(job.get("uploadUrl"), Map.of("preview", junk, "thumbnail", junk));

    site.previewed(id, "error");
    assertThat(engine(registered).path("lastError").asText())
        .startsWith("the file that the engine sent cannot be decoded: ");
    assertThat(site.get("/preview/" + id + "/x").statusCode()).isEqualTo(409);
  }

  @Test
  void aJobThatIsRefusedFailsAtOnceAndOneThatMeetsTroubleIsPostedAgain() throws Exception {
    JsonNode registered = register("busy", "");
    engine.answers(400);
    String refused = create("a.busy", "ding");
    engine.next();
    site.previewed(refused, "error");
    assertThat(engine(registered).path("lastError").asText())
        .isEqualTo("the engine did not accept the job: HTTP 400");

    engine.answers(503);
    String id = create("b.busy", "dong");
    TestEngine.Job first = engine.next();
    engine.answers(200);
    await(() -> engine(registered).path("jobs").path("waiting").asInt() == 1);
    HttpResponse<byte[]> early =
        engine.form(first.get("uploadUrl"), Map.of("preview", Samples.picture("png", 9, 9)));
    assertThat(early.statusCode()).as("the secret of a job that was not taken").isEqualTo(410);
    TestEngine.Job second = engine.next();
    assertThat(second.get("assetId")).isEqualTo(id);
    assertThat(second.get("uploadUrl")).isNotEqualTo(first.get("uploadUrl"));
    engine.refuse(second.get("failureUrl"), "enough");
    site.previewed(id, "error");
  }

  @Test
  void aJobThatIsNotAnsweredIsPostedAgainAndFailsAfterThreeTimes() throws Exception {
    register("silent", "");
    property("externalProcessingTimeoutSeconds", "1");
    try {
      String id = create("a.silent", "ding");
      Set<String> urls = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        urls.add(engine.next().get("uploadUrl"));
      }
      assertThat(urls).hasSize(3);
      site.previewed(id, "error");
      assertThat(new String(site.get("/preview/" + id + "/x").body(), UTF_8))
          .contains("did not send what it was asked for");
    } finally {
      property("externalProcessingTimeoutSeconds", "600");
    }
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
  void whereAnEngineIsDisabledTheServerGoesOn() throws Exception {
    JsonNode registered = register("bmp", "");
    JsonNode unknown = register("odd", "");
    String known = site.create("a.bmp", Samples.picture("bmp", 40, 30)).get("id").asText();
    TestEngine.Job job = engine.next();
    String odd = create("a.odd", "ding");
    engine.next();
    call("PUT", ENGINES + "/" + registered.path("id").asText(), "{\"enabled\": false}");
    call("DELETE", ENGINES + "/" + unknown.path("id").asText(), "");

    site.previewed(known, "yes");
    site.previewed(odd, "skipped");
    assertThat(
            engine
                .form(job.get("uploadUrl"), Map.of("preview", Samples.picture("png", 9, 9)))
                .statusCode())
        .isEqualTo(410);
    assertThat(download(site.hit(known).path("previewUrl").asText()).getWidth()).isEqualTo(40);
    String later = create("b.odd", "dong");
    assertThat(site.hit(later).path("metadata").path("previewState").asText()).isEqualTo("skipped");
  }

  @Test
  void anotherNameGivesAFileToAnEngine() throws Exception {
    register("renamed", "");
    String id = create("a.unknown", "ding");
    assertThat(site.hit(id).at("/metadata/previewState").asText()).isEqualTo("skipped");
    site.form("/services/move", Map.of("source", "/Files/a.unknown", "target", "/Files/a.renamed"));
    TestEngine.Job job = engine.next();
    assertThat(job.get("assetId")).isEqualTo(id);
    engine.refuse(job.get("failureUrl"), "enough");
    site.previewed(id, "error");
  }

  @Test
  void aNewFileHasAJobOfItsOwn() throws Exception {
    register("twice", "");
    String id = create("a.twice", "ding");
    TestEngine.Job old = engine.next();
    site.checkIn(id, "a.twice", "dong".getBytes(UTF_8));
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
    await(() -> site.hit(id).path("metadata").path("previewState").asText().equals("yes"));
    assertThat(download(site.hit(id).path("previewUrl").asText()).getWidth()).isEqualTo(77);
  }

  @Test
  void aJobOutlivesTheServersEnd() throws Exception {
    register("night", "");
    String id = create("a.night", "ding");
    TestEngine.Job job = engine.next();
    site.stop();
    site.start();
    String upload = site.url() + URI.create(job.get("uploadUrl")).getPath();
    HttpResponse<byte[]> sent =
        engine.form(
            upload,
            Map.of(
                "preview", Samples.picture("png", 70, 70),
                "thumbnail", Samples.picture("png", 9, 9)));

    assertThat(sent.statusCode()).isEqualTo(200);
    await(() -> site.hit(id).path("metadata").path("previewState").asText().equals("yes"));
    assertThat(engine.idle()).as("it was not posted again").isTrue();
  }

  @Test
  void whatCannotBeAnEngineIsRefused() throws IOException {
    String good = "\"name\": \"x\", \"url\": \"" + engine.url("/") + "\", \"assetTypes\": [\"x\"]";
    for (String bad :
        List.of(
            "[]",
            "{\"url\": \"http://127.0.0.1:1/\", \"assetTypes\": [\"x\"]}",
            "{\"name\": \"x\", \"assetTypes\": [\"x\"]}",
            "{\"name\": \"x\", \"url\": \"ftp://x/\", \"assetTypes\": [\"x\"]}",
            "{\"name\": \"x\", \"url\": \"http://169.254.169.254/\", \"assetTypes\": [\"x\"]}",
            "{\"name\": \"x\", \"url\": \"http://127.0.0.1:1/\", \"assetTypes\": []}",
            "{" + good + ", \"assetTypes\": [\"../x\"]}",
            "{" + good + ", \"enabled\": \"maybe\"}",
            "{" + good + ", \"renditions\": [\"thumbnail\"]}",
            "{" + good + ", \"renditions\": [\"poster\"]}")) {
      HttpResponse<byte[]> response = call("POST", ENGINES, bad);
      assertThat(response.statusCode())
          .as(bad + " " + new String(response.body(), UTF_8))
          .isEqualTo(400);
    }
    JsonNode made = FilesServer.done(call("POST", ENGINES, "{" + good + "}"));
    assertThat(call("POST", ENGINES, "{" + good + "}").statusCode()).isEqualTo(409);
    JsonNode changed =
        FilesServer.done(
            call(
                "PUT",
                ENGINES + "/" + made.path("id").asText(),
                "{\"assetTypes\": [\"PNG\", \".jpg\"], \"thumbnailUrl\": null, \"id\": \"y\"}"));
    assertThat(changed.path("assetTypes").toString()).isEqualTo("[\"png\",\"jpg\"]");
    assertThat(changed.path("name").asText()).isEqualTo("x");
    assertThat(call("GET", ENGINES + "/unknown", "").statusCode()).isEqualTo(404);
  }

  private void property(String key, String value) {
    HttpResponse<byte[]> set =
        call("PUT", "/api/properties/" + key, "{\"value\": \"" + value + "\"}");
    assertThat(set.statusCode()).as(new String(set.body(), UTF_8)).isLessThan(300);
  }
}
