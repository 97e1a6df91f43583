package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a filter finds is repaired by a job: through the API of a running server. */
class JobsOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private Path home;
  private final RecordingReceiver receiver = RecordingReceiver.answering(404);
  private Server server;
  private TestClient admin;
  private String webhook;

  @BeforeEach
  void start() throws Exception {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.writeString(
        config.resolve("cluster-properties.txt"),
        "webHooksFailuresBeforeDisable=-1\nwebHooksRetryDelays=1h,2h\n");
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    options.putAll(database());
    server = Server.start(ServerConfig.read(options, Map.of()));
    admin = TestServer.admin(server);
    webhook = webhook("ring");
  }

  /** Options that say which database to use. */
  Map<String, String> database() throws Exception {
    return Map.of();
  }

  private String webhook(String name) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            """
            {"name": "%s", "url": "%s", "eventTypes": ["asset_create"]}\
            """
                .formatted(name, receiver.url()))
        .ok()
        .get("id")
        .asText();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void everythingThatFailedIsSentAgainOnceAndReported() {
    List<String> ids = heard(12);
    Await.until("exhausted", () -> ids.stream().allMatch(id -> state(id).equals("exhausted")));
    String filter = "{\"kind\":\"resend\",\"filter\":{\"state\":\"exhausted\"}";
    assertThat(jobs(filter + ",\"dryRun\":true}").ok().toString())
        .startsWith("{\"count\":12,\"more\":false,\"eligible\":12,\"delivered\":0,");
    assertThat(receiver.count()).isEqualTo(12);

    receiver.now(Script.status(200));
    TestResponse started = jobs(filter + "}");
    assertThat(started.status()).isEqualTo(202);
    JsonNode job = ended(started.json().get("id").asText());

    assertThat(job.get("state").asText()).isEqualTo("done");
    assertThat(job.get("kind").asText()).isEqualTo("resend");
    assertThat(job.get("createdBy").asText()).isEqualTo("admin");
    assertThat(job.get("filter").toString()).isEqualTo("{\"state\":\"exhausted\"}");
    assertThat(numbers(job)).isEqualTo("total 12 processed 12 queued 12 skipped 0 failed 0");
    assertThat(job.get("message").asText()).startsWith("12 redelivered");
    Await.until("delivered", () -> ids.stream().allMatch(id -> state(id).equals("delivered")));
    assertThat(receiver.count()).isEqualTo(24);
    assertThat(receiver.distinct()).isEqualTo(12);
  }

  @Test
  void aDryRunSaysByWebhookWhatCannotBeSentAndWhy() {
    String off = webhook("off");
    String gone = webhook("gone");
    for (int i = 0; i < 3; i++) {
      admin.newAsset("/Demo Zone", "a" + i + ".bin");
    }
    Await.until("exhausted", () -> exhausted(webhook) + exhausted(off) + exhausted(gone) == 9);
    receiver.now(Script.status(200));
    String delivered = ofWebhook(webhook).get(0).get("id").asText();
    admin.bare("POST", "/api/deliveries/" + delivered + "/redeliveries").ok();
    Await.until("delivered", () -> state(delivered).equals("delivered"));
    admin.bare("PUT", WEBHOOKS + off + "/disable").ok();
    admin.bare("DELETE", WEBHOOKS + gone);

    String order = "{\"kind\":\"resend\",\"everything\":true";
    JsonNode dry = jobs(order + ",\"dryRun\":true}").ok();

    assertThat(dry.get("count").asInt()).isEqualTo(9);
    assertThat(dry.get("eligible").asInt()).isEqualTo(3);
    assertThat(dry.get("delivered").asInt()).isEqualTo(1);
    assertThat(dry.get("ineligible").toString())
        .isEqualTo(
            "[{\"reason\":\"webhook_disabled\",\"count\":3},"
                + "{\"reason\":\"webhook_removed\",\"count\":3}]");
    assertThat(dry.get("webhooks").findValuesAsText("name")).containsExactly("gone", "off", "ring");
    assertThat(dry.get("webhooks").get(1).get("id").asText()).isEqualTo(off);
    JsonNode job = ended(jobs(order + "}").ok().get("id").asText());
    assertThat(numbers(job)).isEqualTo("total 9 processed 9 queued 3 skipped 0 failed 6");

    String cancel = "{\"kind\":\"cancel\",\"filter\":{\"state\":\"exhausted,delivered\"},";
    JsonNode cancelled = jobs(cancel + "\"dryRun\":true}").ok();
    assertThat(cancelled.get("eligible").asInt()).isZero();
    assertThat(cancelled.get("ineligible").toString())
        .isEqualTo("[{\"reason\":\"ended\",\"count\":9}]");
  }

  private JsonNode ofWebhook(String id) {
    return admin.bare("GET", "/api/deliveries?state=exhausted&webhook=" + id).ok().get("items");
  }

  private int exhausted(String id) {
    return ofWebhook(id).size();
  }

  @Test
  void aRateIsKeptAndAStopEndsTheJob() {
    List<String> ids = heard(20);
    Await.until("exhausted", () -> ids.stream().allMatch(id -> state(id).equals("exhausted")));
    receiver.now(Script.status(200));
    String id =
        jobs("{\"kind\":\"resend\",\"filter\":{\"webhook\":\"%s\"},\"ratePerSecond\":2}"
                .formatted(webhook))
            .ok()
            .get("id")
            .asText();
    Await.until("some", () -> receiver.count() >= 22);
    JsonNode stopping = admin.bare("POST", "/api/jobs/" + id + "/stop").ok();
    assertThat(stopping.get("state").asText()).isIn("stopping", "stopped");
    JsonNode job = ended(id);
    assertThat(job.get("state").asText()).isEqualTo("stopped");
    assertThat(job.get("processed").asInt()).isBetween(2, 15);
    int sent = 20 + job.get("queued").asInt();
    Await.until("the rest of what was queued", () -> receiver.count() == sent);
    Await.holds("no more", Duration.ofMillis(700), () -> receiver.count() == sent);
    assertThat(admin.bare("POST", "/api/jobs/" + id + "/stop").status()).isEqualTo(409);
  }

  @Test
  void whatIsDeliveredMeanwhileIsSkippedAndWhatCameMeanwhileIsNotMeant() {
    List<String> ids = heard(6);
    Await.until("exhausted", () -> ids.stream().allMatch(id -> state(id).equals("exhausted")));
    List<String> inOrder = oldestFirst();
    String order = "{\"kind\":\"resend\",\"filter\":{\"state\":\"exhausted\"},\"ratePerSecond\":1}";
    receiver.now(Script.status(200));
    String id = jobs(order).ok().get("id").asText();
    Await.until("the first", () -> receiver.count() >= 7);
    String late = inOrder.getLast();
    admin.bare("POST", "/api/deliveries/" + late + "/redeliveries").ok();
    Await.until("delivered", () -> state(late).equals("delivered"));
    receiver.now(Script.status(404));
    admin.newAsset("/Demo Zone", "young.bin");
    Await.until(
        "it failed", () -> oldestFirst().size() >= 7 && state(youngest()).equals("exhausted"));
    receiver.now(Script.status(200));

    JsonNode job = ended(id);

    assertThat(job.get("state").asText()).isEqualTo("done");
    assertThat(job.get("processed").asInt()).isEqualTo(6);
    assertThat(job.get("queued").asInt()).isEqualTo(5);
    assertThat(job.get("skipped").asInt()).isEqualTo(1);
    assertThat(job.get("message").asText()).startsWith("5 redelivered; 1 skipped");
    assertThat(state(youngest())).isEqualTo("exhausted");
  }

  private List<String> oldestFirst() {
    return admin
        .bare("GET", "/api/deliveries?order=oldest")
        .ok()
        .get("items")
        .valueStream()
        .map(item -> item.get("id").asText())
        .toList();
  }

  private String youngest() {
    return oldestFirst().getLast();
  }

  @Test
  void everythingThatWaitsIsCalledOff() {
    admin.newAsset("/Demo Zone", "failed.bin");
    Await.until("one has failed", () -> receiver.count() == 1);
    Await.until("it is known", () -> state(youngest()).equals("exhausted"));
    receiver.now(Script.status(503));
    for (int i = 0; i < 5; i++) {
      admin.newAsset("/Demo Zone", "a" + i + ".bin");
    }
    Await.until("heard", () -> receiver.count() == 6);
    List<String> ids =
        receiver.requests().stream().skip(1).map(RecordingReceiver.RecordedRequest::id).toList();
    Await.until("waiting", () -> ids.stream().allMatch(id -> row(id).get("attempts").asInt() == 1));
    JsonNode job = ended(jobs("{\"kind\":\"cancel\",\"everything\":true}").ok().get("id").asText());
    assertThat(numbers(job)).isEqualTo("total 5 processed 5 queued 5 skipped 0 failed 0");
    assertThat(ids).allMatch(id -> state(id).equals("cancelled"));
  }

  @Test
  void whatWasMissedAndWhatCameBeforeTheWebhookIsRecovered() {
    receiver.now(Script.status(200));
    Instant since = Instant.now().minusSeconds(1);
    admin.newAsset("/Demo Zone", "before.bin");
    Await.until("heard", () -> receiver.count() == 1);
    String young = webhook("young");
    admin.bare("PUT", WEBHOOKS + young + "/disable").ok();
    for (int i = 0; i < 3; i++) {
      admin.newAsset("/Demo Zone", "missed" + i + ".bin");
    }
    Await.until("heard by the first", () -> receiver.count() == 4);
    String order =
        "{\"kind\":\"recover\",\"webhook\":\"%s\",\"since\":\"%s\"".formatted(young, since);
    assertThat(jobs(order + "}").status()).as("it is disabled").isEqualTo(409);
    admin.bare("PUT", WEBHOOKS + young + "/enable").ok();

    assertThat(jobs(order + ",\"dryRun\":true}").ok().get("count").asInt()).isEqualTo(4);
    JsonNode job = ended(jobs(order + "}").ok().get("id").asText());

    assertThat(numbers(job)).isEqualTo("total 4 processed 4 queued 4 skipped 0 failed 0");
    Await.until("all", () -> receiver.count() == 8);
    assertThat(receiver.distinct()).isEqualTo(8);
    assertThat(receiver.requests().subList(4, 8))
        .extracting(received -> received.request().text())
        .allMatch(text -> text.contains("asset_create"));
    TestResponse again = jobs(order + "}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("detail").asText()).contains("Nothing matches");
  }

  @Test
  void whatCameBeforeTheWebhookIsRecoveredAtTheRateAskedForToo() {
    receiver.now(Script.status(200));
    Instant since = Instant.now().minusSeconds(1);
    for (int i = 0; i < 40; i++) {
      admin.newAsset("/Demo Zone", "before" + i + ".bin");
    }
    Await.until("heard", () -> receiver.count() == 40);
    String young = webhook("young");
    long began = System.nanoTime();
    String id =
        jobs("{\"kind\":\"recover\",\"webhook\":\"%s\",\"since\":\"%s\",\"ratePerSecond\":2}"
                .formatted(young, since))
            .ok()
            .get("id")
            .asText();
    Await.until("one", () -> receiver.count() >= 41);
    Await.holds(
        "no more than 2 a second",
        Duration.ofSeconds(1),
        () -> receiver.count() <= 43 + 2 * (System.nanoTime() - began) / 1e9);
    admin.bare("POST", "/api/jobs/" + id + "/stop").ok();
    JsonNode job = ended(id);
    assertThat(job.get("state").asText()).isEqualTo("stopped");
    int sent = 40 + job.get("queued").asInt();
    Await.until("the rest of what was queued", () -> receiver.count() == sent);
    assertThat(receiver.distinct()).isEqualTo(sent);
  }

  @Test
  void aJobOverAWebhookThatIsDisabledMeanwhileEndsWithAReport() {
    receiver.now(Script.status(200));
    admin.bare("PUT", WEBHOOKS + webhook + "/disable").ok();
    for (int i = 0; i < 10; i++) {
      admin.newAsset("/Demo Zone", "missed" + i + ".bin");
    }
    admin.bare("PUT", WEBHOOKS + webhook + "/enable").ok();
    String id =
        jobs("{\"kind\":\"recover\",\"webhook\":\"%s\",\"since\":\"2026-01-01T00:00:00Z\",\"ratePerSecond\":1}"
                .formatted(webhook))
            .ok()
            .get("id")
            .asText();
    Await.until("one", () -> receiver.count() >= 1);
    admin.bare("PUT", WEBHOOKS + webhook + "/disable").ok();
    JsonNode job = ended(id);
    assertThat(job.get("state").asText()).isEqualTo("failed");
    assertThat(job.get("message").asText()).contains("disabled");
    assertThat(job.get("queued").asInt()).isBetween(1, 8);
  }

  @Test
  void aJobOverAWebhookThatIsRemovedMeanwhileEndsWithAReport() {
    List<String> ids = heard(10);
    Await.until("exhausted", () -> ids.stream().allMatch(id -> state(id).equals("exhausted")));
    receiver.now(Script.status(200));
    admin.bare("PUT", WEBHOOKS + webhook + "/disable").ok();
    for (int i = 0; i < 10; i++) {
      admin.newAsset("/Demo Zone", "missed" + i + ".bin");
    }
    admin.bare("PUT", WEBHOOKS + webhook + "/enable").ok();
    String recovering =
        jobs("{\"kind\":\"recover\",\"webhook\":\"%s\",\"since\":\"2026-01-01T00:00:00Z\",\"ratePerSecond\":1}"
                .formatted(webhook))
            .ok()
            .get("id")
            .asText();
    String redelivering =
        jobs("{\"kind\":\"resend\",\"filter\":{\"state\":\"exhausted\"},\"ratePerSecond\":1}")
            .ok()
            .get("id")
            .asText();
    Await.until("one of each", () -> receiver.count() >= 12);

    assertThat(admin.bare("DELETE", WEBHOOKS + webhook).status()).isEqualTo(204);

    JsonNode recovered = ended(recovering);
    assertThat(recovered.get("state").asText()).isEqualTo("failed");
    assertThat(recovered.get("message").asText()).contains("removed");
    JsonNode redelivered = ended(redelivering);
    assertThat(redelivered.get("state").asText()).isEqualTo("done");
    assertThat(redelivered.get("failed").asInt()).isPositive();
    assertThat(redelivered.get("queued").asInt() + redelivered.get("failed").asInt()).isEqualTo(10);
    assertThat(redelivered.get("message").asText()).contains("disabled or removed");
  }

  @Test
  void whatItCannotSendAgainIsCounted() {
    List<String> ids = heard(3);
    Await.until("exhausted", () -> ids.stream().allMatch(id -> state(id).equals("exhausted")));
    admin.bare("PUT", WEBHOOKS + webhook + "/disable").ok();
    JsonNode job =
        ended(
            jobs("{\"kind\":\"resend\",\"filter\":{\"everything\":true}}").ok().get("id").asText());
    assertThat(numbers(job)).isEqualTo("total 3 processed 3 queued 0 skipped 0 failed 3");
    assertThat(job.get("message").asText()).contains("disabled or removed");
  }

  @Test
  void whatCannotBeMeantIsRefusedAndWhatFindsNothingSaysSo() {
    assertThat(detail("{\"kind\":\"resend\"}")).contains("everything");
    assertThat(detail("{\"kind\":\"resend\",\"filter\":{}}")).contains("everything");
    for (String empty : List.of("\"\"", "null", "[]", "[\"\"]", "\" \"", "\",\"")) {
      assertThat(detail("{\"kind\":\"cancel\",\"filter\":{\"webhook\":" + empty + "}}"))
          .contains("webhook");
      String beside = "{\"everything\":true,\"state\":" + empty + "}";
      assertThat(detail("{\"kind\":\"resend\",\"filter\":" + beside + "}")).contains("state");
    }
    assertThat(detail("{\"kind\":\"resent\",\"everything\":true}")).contains("resend");
    assertThat(detail("{\"kind\":\"resend\",\"filter\":{\"stat\":\"missed\"}}")).contains("state");
    assertThat(detail("{\"kind\":\"recover\",\"webhook\":\"" + webhook + "\"}")).contains("since");
    assertThat(detail("{\"kind\":\"cancel\",\"everthing\":true}")).contains("'everything'");
    TestResponse nothing = jobs("{\"kind\":\"cancel\",\"everything\":true}");
    assertThat(nothing.status()).isEqualTo(409);
    assertThat(admin.bare("GET", "/api/jobs").ok().get("items")).isEmpty();
    assertThat(admin.bare("GET", "/api/jobs/AAAAAAAAAAAAAAAAAAAAAA").status()).isEqualTo(404);
  }

  @Test
  void longWorkOnAssetsIsListedTooTheNewestFirstPageByPage() {
    String asset = admin.newAsset("/Demo Zone", "a.bin");
    assertThat(asset).isNotEmpty();
    for (int i = 0; i < 3; i++) {
      admin.form("/services/updatebulk", "q", "*:*", "status", "S" + i, "async", "true").ok();
    }
    JsonNode first = admin.bare("GET", "/api/jobs?limit=2").ok();
    assertThat(first.get("items")).hasSize(2);
    JsonNode rest =
        admin.bare("GET", "/api/jobs?limit=2&cursor=" + first.get("next").asText()).ok();
    assertThat(rest.get("items")).hasSize(1);
    assertThat(rest.get("next").isNull()).isTrue();
    JsonNode job = first.get("items").get(0);
    assertThat(job.get("kind").asText()).isEqualTo("update");
    assertThat(job.get("filter").isNull()).isTrue();
    assertThat(admin.bare("GET", "/api/jobs?cursor=x").status()).isEqualTo(400);
    assertThat(admin.bare("GET", "/api/jobs?limt=2").status()).isEqualTo(400);
  }

  private List<String> heard(int count) {
    for (int i = 0; i < count; i++) {
      admin.newAsset("/Demo Zone", "a" + i + ".bin");
    }
    Await.until("heard", () -> receiver.count() == count);
    return receiver.requests().stream().map(RecordingReceiver.RecordedRequest::id).toList();
  }

  private String detail(String body) {
    TestResponse answer = jobs(body);
    assertThat(answer.status()).as(body).isEqualTo(400);
    return answer.json().get("detail").asText();
  }

  private TestResponse jobs(String body) {
    return admin.json("POST", "/api/jobs", body);
  }

  private JsonNode ended(String id) {
    Await.until("the end of the job", () -> !job(id).get("endedAt").isNull());
    return job(id);
  }

  private JsonNode job(String id) {
    return admin.bare("GET", "/api/jobs/" + id).ok();
  }

  private static String numbers(JsonNode job) {
    StringBuilder numbers = new StringBuilder();
    for (String name : List.of("total", "processed", "queued", "skipped", "failed")) {
      numbers.append(name).append(' ').append(job.get(name).asInt()).append(' ');
    }
    return numbers.toString().strip();
  }

  private String state(String id) {
    return row(id).get("state").asText();
  }

  private JsonNode row(String id) {
    return admin.bare("GET", "/api/deliveries/" + id).ok();
  }
}
