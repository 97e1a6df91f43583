package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Which webhooks need an administrator, and the job that brings one of them back. */
@OnEachDatabase
class FixOverHttpTest extends JobsFixture {

  @Test
  void aWebhookThatFailuresDisabledIsListedWithItsCauseAndFixedInOneCall() {
    assertThat(attention().get("count").asInt()).isZero();
    admin.json("POST", WEBHOOKS + webhook, "{\"disableAfter\": 2}").ok();
    Instant beforeFailures = Instant.now();
    admin.newAsset("/Demo Zone", "failed0.bin");
    admin.newAsset("/Demo Zone", "failed1.bin");
    Await.until("disabled", () -> attention().get("count").asInt() == 1);
    for (int i = 0; i < 3; i++) {
      admin.newAsset("/Demo Zone", "missed" + i + ".bin");
    }

    JsonNode item = attention().at("/items/0");
    assertThat(item.get("id").asText()).isEqualTo(webhook);
    assertThat(item.get("reason").asText()).isEqualTo("disabled");
    assertThat(item.get("disabledReason").asText()).isEqualTo("failures");
    assertThat(item.at("/cause/summary").asText()).contains("404: nothing is at this URL");
    assertThat(item.get("missed").asInt()).isEqualTo(3);
    assertThat(item.get("failed").asInt()).isEqualTo(2);
    assertThat(row(item.get("sample").asText()).get("state").asText()).isEqualTo("exhausted");
    assertThat(Instant.parse(item.get("recoverSince").asText()))
        .as("nothing ever arrived, so what failed before is not left out")
        .isBefore(beforeFailures);
    String order = fix(item.get("recoverSince").asText());

    int before = receiver.count();
    JsonNode stopped = ended(jobs(order).is(202).json().get("id").asText());
    assertThat(stopped.get("state").asText()).isEqualTo("failed");
    assertThat(stopped.get("message").asText())
        .startsWith("The test failed, so nothing else was done. The receiver responded with 404");
    assertThat(steps(stopped))
        .containsExactly("test failed", "enable waiting", "recover waiting", "resend waiting");
    assertThat(receiver.count()).as("one test").isEqualTo(before + 1);
    assertThat(admin.bare("GET", WEBHOOKS + webhook).ok().get("enabled").asBoolean()).isFalse();

    receiver.now(Script.status(200));
    JsonNode done = ended(jobs(order).is(202).json().get("id").asText());
    assertThat(done.get("state").asText()).isEqualTo("done");
    assertThat(numbers(done)).isEqualTo("total 5 processed 5 queued 5 skipped 0 failed 0");
    assertThat(steps(done))
        .containsExactly("test done", "enable done", "recover done", "resend done");
    assertThat(done.get("message").asText()).contains("5 events sent again");
    Await.until("all of them, once", () -> receiver.count() == before + 2 + 5);
    Await.until("nothing to do", () -> attention().get("count").asInt() == 0);
    assertThat(attention().get("enabled").asInt()).isEqualTo(1);
  }

  @Test
  void whatAUserDisabledIsNotListedAndWhatFailedForGoodIs() {
    String by = webhook("by hand");
    admin.bare("PUT", WEBHOOKS + by + "/disable").ok();
    heard(1);
    Await.until("failed", () -> attention().get("count").asInt() == 1);
    JsonNode item = attention().at("/items/0");
    assertThat(item.get("id").asText()).isEqualTo(webhook);
    assertThat(item.get("reason").asText()).isEqualTo("failed");
    assertThat(item.get("failed").asInt()).isEqualTo(1);
    assertThat(item.get("missed").asInt()).isZero();
    assertThat(item.get("fix").isNull()).isTrue();
  }

  @Test
  void aConsumerIsFixedWithoutATestAndTheReportSaysSo() {
    String consumer =
        admin
            .json(
                "POST",
                WEBHOOKS,
                """
                {"name": "puller", "delivery": "pull", "eventTypes": ["asset_create"]}\
                """)
            .ok()
            .get("id")
            .asText();
    admin.bare("PUT", WEBHOOKS + consumer + "/disable").ok();
    admin.newAsset("/Demo Zone", "missed0.bin");
    admin.newAsset("/Demo Zone", "missed1.bin");
    JsonNode done =
        ended(jobs(fix(consumer, "2026-01-01T00:00:00Z")).is(202).json().get("id").asText());
    assertThat(steps(done))
        .containsExactly("test skipped", "enable done", "recover done", "resend done");
    assertThat(done.get("message").asText())
        .isEqualTo(
            "The webhook is enabled. Its events are fetched, so no test was sent."
                + " 2 events can be fetched again");
  }

  @Test
  void badInputIsRefusedWithTheFieldAndWhatIsAllowed() {
    TestResponse filtered =
        jobs("{\"kind\":\"fix\",\"webhook\":\"%s\",\"filter\":{}}".formatted(webhook));
    assertThat(filtered.status()).isEqualTo(400);
    assertThat(filtered.json().get("detail").asText()).contains("'filter'").contains("absent");
    TestResponse late =
        jobs(
            "{\"kind\":\"fix\",\"webhook\":\"%s\",\"since\":\"2999-01-01T00:00:00Z\"}"
                .formatted(webhook));
    assertThat(late.status()).isEqualTo(400);
    assertThat(late.json().get("detail").asText()).contains("from 1970 until now");
    assertThat(jobs("{\"kind\":\"fix\"}").status()).isEqualTo(400);
    assertThat(jobs("{\"kind\":\"fix\",\"webhook\":\"2n-UzMFgate9nAwg8zLXCs\"}").status())
        .isEqualTo(404);
  }

  @Test
  void aUserWhoDisablesItWhileTheTestIsSentKeepsItDisabled() {
    receiver.now(
        (request, out, socket) -> {
          if (request.text().contains("\"ping\"")) {
            admin.bare("PUT", WEBHOOKS + webhook + "/disable").ok();
          }
          return Script.status(200).answer(request, out, socket);
        });
    JsonNode job = ended(jobs(fix("2026-01-01T00:00:00Z")).is(202).json().get("id").asText());
    assertThat(job.get("state").asText()).isEqualTo("failed");
    assertThat(job.get("message").asText()).contains("disabled again after the test");
    assertThat(admin.bare("GET", WEBHOOKS + webhook).ok().get("enabled").asBoolean()).isFalse();
  }

  @Test
  void aSecondFixOfAWebhookIsRefusedWithTheIdOfTheFirst() {
    List<TestResponse> second = new CopyOnWriteArrayList<>();
    receiver.now(
        (request, out, socket) -> {
          if (request.text().contains("\"ping\"")) {
            second.add(jobs(fix("2026-01-01T00:00:00Z")));
          }
          return Script.status(200).answer(request, out, socket);
        });
    String first = jobs(fix("2026-01-01T00:00:00Z")).is(202).json().get("id").asText();
    assertThat(ended(first).get("state").asText()).isEqualTo("done");
    assertThat(second).hasSize(1);
    assertThat(second.getFirst().is(409).json().get("detail").asText()).contains(first);
  }

  private JsonNode attention() {
    return admin.bare("GET", "/api/attention").ok();
  }

  private String fix(String since) {
    return fix(webhook, since);
  }

  private static String fix(String id, String since) {
    return "{\"kind\":\"fix\",\"webhook\":\"%s\",\"since\":\"%s\"}".formatted(id, since);
  }

  private static List<String> steps(JsonNode job) {
    return StreamSupport.stream(job.get("steps").spliterator(), false)
        .map(step -> step.get("name").asText() + " " + step.get("state").asText())
        .toList();
  }
}
