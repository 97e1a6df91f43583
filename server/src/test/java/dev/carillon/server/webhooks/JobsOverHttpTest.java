package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that redeliver or cancel all deliveries that a filter matches, and the list of jobs. */
@OnEachDatabase
class JobsOverHttpTest extends JobsFixture {

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

  private String detail(String body) {
    TestResponse answer = jobs(body);
    assertThat(answer.status()).as(body).isEqualTo(400);
    return answer.json().get("detail").asText();
  }
}
