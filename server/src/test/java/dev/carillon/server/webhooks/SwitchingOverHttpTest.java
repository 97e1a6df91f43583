package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook is switched off and on, its token changed, and it is removed: all through the API. */
class SwitchingOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private Path home;
  private final Bell bell = Bell.answering(200);
  private Server server;
  private Clerk clerk;
  private ObjectNode webhook;
  private String id;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(ServerConfig.read(Map.of("home", home.toString(), "port", "0"), Map.of()));
    clerk = new Clerk(server);
    webhook =
        (ObjectNode)
            clerk
                .json(
                    "POST",
                    WEBHOOKS,
                    """
                    {"name": "ring", "url": "%s", "metadataToReturn": ["name", "status"],
                     "eventTypes": ["asset_create", "asset_update_metadata"]}"""
                        .formatted(bell.url()))
                .ok();
    id = webhook.get("id").asText();
  }

  @AfterEach
  void stop() {
    server.close();
    bell.close();
  }

  @Test
  void whatIsMissedWhileDisabledIsCountedAndCanBeRecovered() {
    String asset = clerk.create("a.bin");
    Patience.until("created", () -> bell.count() == 1);

    JsonNode disabled = clerk.call("PUT", WEBHOOKS + id + "/disable").ok();
    assertThat(disabled.get("enabled").asBoolean()).isFalse();
    assertThat(disabled.get("disabledReason").asText()).isEqualTo("manual");
    for (int i = 0; i < 5; i++) {
      clerk.form("/services/update", "id", asset, "status", "Step " + i).ok();
    }
    // events are told apart by their milliseconds
    Patience.pause(20);
    Instant between = Instant.now();
    Patience.pause(20);
    for (int i = 5; i < 8; i++) {
      clerk.form("/services/update", "id", asset, "status", "Step " + i).ok();
    }

    assertThat(missed()).isEqualTo(8);
    Clerk.Answer refused = clerk.call("POST", WEBHOOKS + id + "/recover");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().get("message").asText()).contains("/enable");
    assertThat(clerk.call("PUT", WEBHOOKS + id + "/enable").ok().get("enabled").asBoolean())
        .isTrue();
    Patience.holds("nothing by itself", Duration.ofMillis(2500), () -> bell.count() == 1);

    assertThat(recovered("{\"since\":\"" + between + "\"}")).isEqualTo(3);
    Patience.until("three", Duration.ofSeconds(2), () -> bell.count() == 4);
    assertThat(recovered("{\"since\":" + System.currentTimeMillis() + "}")).isZero();
    assertThat(recovered("")).isEqualTo(5);
    Patience.until("all", Duration.ofSeconds(2), () -> bell.count() == 9);
    assertThat(recovered("")).isZero();
    assertThat(bell.distinct()).isEqualTo(9);
    assertThat(bell.rings())
        .filteredOn(ring -> ring.request().text().contains("\"newValue\":\"Step 3\""))
        .hasSize(1)
        .first()
        .satisfies(
            ring ->
                assertThat(ring.request().text())
                    .contains("\"metadata\":{\"name\":\"a.bin\",\"status\":\"Step 3\"}")
                    .contains("\"oldValue\":\"Step 2\""));
  }

  @Test
  void aWrongTimeToRecoverFromIsNamed() {
    for (String wrong : new String[] {"\"yesterday\"", "true", "-1", "1e300", "\"\"", "{}"}) {
      Clerk.Answer answer =
          clerk.json("POST", WEBHOOKS + id + "/recover", "{\"since\":" + wrong + "}");
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.body().get("message").asText()).contains("since");
    }
    assertThat(clerk.json("POST", WEBHOOKS + id + "/recover", "[]").status()).isEqualTo(400);
    assertThat(clerk.call("POST", WEBHOOKS + "AAAAAAAAAAAAAAAAAAAAAA/recover").status())
        .isEqualTo(404);
  }

  @Test
  void aNewTokenSignsTheNextRequest() {
    JsonNode rolled =
        clerk.json("POST", WEBHOOKS + id + "/generate-token", "{\"overlapHours\":1}").ok();
    clerk.create("a.bin");
    Patience.until("created", () -> bell.count() == 1);

    String token = rolled.get("secretToken").asText();
    assertThat(token).isNotEqualTo(webhook.get("secretToken").asText());
    Bell.Ring ring = bell.rings().getFirst();
    assertThat(ring.header("X-Hook-Signature"))
        .isEqualTo(Signer.of(token).hookSignature(Payload.of(ring.request().body())));
    assertThat(ring.header("webhook-signature").split(" ")).hasSize(2);
  }

  @Test
  void aClientSendsTheWholeObjectBack() {
    webhook.put("name", "another");
    webhook.put("enabled", false);
    String token = webhook.get("secretToken").asText();
    webhook.put("secretToken", "bm90IHRoZSB0b2tlbg==");

    JsonNode updated = clerk.json("POST", WEBHOOKS + id, webhook.toString()).ok();
    clerk.create("missed.bin");

    assertThat(updated.get("name").asText()).isEqualTo("another");
    assertThat(updated.get("secretToken").asText()).isEqualTo(token);
    assertThat(missed()).isEqualTo(1);
    clerk.json("PUT", WEBHOOKS + id, ((ObjectNode) updated).put("enabled", true).toString()).ok();
    clerk.create("heard.bin");
    Patience.until("heard", () -> bell.count() == 1);
    assertThat(bell.rings().getFirst().request().text()).contains("heard.bin");
  }

  @Test
  void aRemovedWebhookHearsNothingMore() {
    assertThat(clerk.call("DELETE", WEBHOOKS + id).status()).isEqualTo(204);
    clerk.create("a.bin");
    Patience.holds("silence", Duration.ofMillis(500), () -> bell.count() == 0);
    assertThat(clerk.call("GET", WEBHOOKS + id).status()).isEqualTo(404);
  }

  private long missed() {
    return clerk.call("GET", WEBHOOKS + id).ok().get("health").get("missed").asLong();
  }

  private long recovered(String body) {
    return clerk.json("POST", WEBHOOKS + id + "/recover", body).ok().get("recovered").asLong();
  }
}
