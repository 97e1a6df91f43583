package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that recover what a webhook missed, and jobs whose webhook is disabled or removed. */
@OnEachDatabase
class RecoverJobsOverHttpTest extends JobsFixture {

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
}
