package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** External engines that refuse, fail, keep silent or cannot be registered. */
@OnEachDatabase
class ExternalFailureRulesTest extends ExternalFixture {

  @Test
  void whatAnEngineRefusesIsShownWithItsReason() throws Exception {
    JsonNode registered = register("no", "");
    String id = create("a.no", "ding");
    TestEngine.Job job = engine.next();

    assertThat(engine.refuse(job.get("failureUrl"), "no such layer").statusCode()).isEqualTo(200);
    server.previewed(id, "error");
    JsonNode shown = engine(registered);
    assertThat(shown.path("failed").asInt()).isEqualTo(1);
    assertThat(shown.path("lastError").asText()).isEqualTo("the engine says: no such layer");
    JsonNode failed =
        FilesServer.done(server.get(ENGINES + "/" + registered.path("id").asText() + "/jobs"))
            .path("jobs");
    assertThat(failed.findValuesAsText("assetId")).containsExactly(id);
    assertThat(failed.findValuesAsText("error")).containsExactly("the engine says: no such layer");
    assertThat(new String(server.get("/preview/" + id + "/x").body(), UTF_8))
        .contains("the engine says: no such layer");
    assertThat(new String(server.get("/api/health").body(), UTF_8))
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

    server.previewed(id, "error");
    assertThat(engine(registered).path("lastError").asText())
        .startsWith("the file that the engine sent cannot be decoded: ");
    assertThat(server.get("/preview/" + id + "/x").statusCode()).isEqualTo(409);
  }

  @Test
  void aJobThatIsRefusedFailsAtOnceAndOneThatMeetsTroubleIsPostedAgain() throws Exception {
    JsonNode registered = register("busy", "");
    engine.answers(400);
    String refused = create("a.busy", "ding");
    engine.next();
    server.previewed(refused, "error");
    assertThat(engine(registered).path("lastError").asText())
        .isEqualTo("the engine did not accept the job: HTTP 400");

    engine.answers(503);
    String id = create("b.busy", "dong");
    TestEngine.Job first = engine.next();
    engine.answers(200);
    Await.until("one waits", () -> engine(registered).at("/jobs/waiting").asInt() == 1);
    HttpResponse<byte[]> early =
        engine.form(first.get("uploadUrl"), Map.of("preview", Samples.picture("png", 9, 9)));
    assertThat(early.statusCode()).as("the secret of a job that was not taken").isEqualTo(410);
    TestEngine.Job second = engine.next();
    assertThat(second.get("assetId")).isEqualTo(id);
    assertThat(second.get("uploadUrl")).isNotEqualTo(first.get("uploadUrl"));
    engine.refuse(second.get("failureUrl"), "enough");
    server.previewed(id, "error");
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
      server.previewed(id, "error");
      assertThat(new String(server.get("/preview/" + id + "/x").body(), UTF_8))
          .contains("did not send what it was asked for");
    } finally {
      property("externalProcessingTimeoutSeconds", "600");
    }
  }

  @Test
  void whereAnEngineIsDisabledTheServerGoesOn() throws Exception {
    JsonNode registered = register("bmp", "");
    JsonNode unknown = register("odd", "");
    String known = server.create("a.bmp", Samples.picture("bmp", 40, 30)).get("id").asText();
    TestEngine.Job job = engine.next();
    String odd = create("a.odd", "ding");
    engine.next();
    call("PUT", ENGINES + "/" + registered.path("id").asText(), "{\"enabled\": false}");
    call("DELETE", ENGINES + "/" + unknown.path("id").asText(), "");

    server.previewed(known, "yes");
    server.previewed(odd, "skipped");
    assertThat(
            engine
                .form(job.get("uploadUrl"), Map.of("preview", Samples.picture("png", 9, 9)))
                .statusCode())
        .isEqualTo(410);
    assertThat(download(server.hit(known).path("previewUrl").asText()).getWidth()).isEqualTo(40);
    String later = create("b.odd", "dong");
    assertThat(server.hit(later).path("metadata").path("previewState").asText())
        .isEqualTo("skipped");
  }

  @Test
  void aJobOutlivesTheServersEnd() throws Exception {
    register("night", "");
    String id = create("a.night", "ding");
    TestEngine.Job job = engine.next();
    server.stop();
    server.start();
    String upload = server.url() + URI.create(job.get("uploadUrl")).getPath();
    HttpResponse<byte[]> sent =
        engine.form(
            upload,
            Map.of(
                "preview", Samples.picture("png", 70, 70),
                "thumbnail", Samples.picture("png", 9, 9)));

    assertThat(sent.statusCode()).isEqualTo(200);
    Await.until(
        "the preview", () -> server.hit(id).at("/metadata/previewState").asText().equals("yes"));
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
}
