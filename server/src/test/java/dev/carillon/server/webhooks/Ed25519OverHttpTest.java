package dev.carillon.server.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.webhook.Ed25519;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Requests that are signed by Ed25519, verified with the published keys. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ed25519OverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String JWKS = "/.well-known/jwks.json";

  @Parameter private TestDatabase database;
  private TestServer server;
  private TestClient admin;
  private RecordingReceiver receiver;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void open(@TempDir Path home) {
    server =
        new TestServer(TestServer.withProperties(home, "webHooksRetryDelays=1h"), database.fresh());
    admin = server.admin();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    server.close();
  }

  @BeforeEach
  void listen() {
    receiver = RecordingReceiver.answering(200);
  }

  @AfterEach
  void removeWebhooks() {
    admin
        .get(WEBHOOKS)
        .ok()
        .forEach(webhook -> admin.bare("DELETE", WEBHOOKS + webhook.get("id").asText()).is(204));
    receiver.close();
  }

  private JsonNode webhook(String more) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            "{\"name\": \"any\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"] %s}"
                .formatted(receiver.url(), more))
        .ok();
  }

  private void asset(String path) {
    admin.form("/services/create", "assetPath", path, "Filedata", "data:text/plain,words").is(200);
  }

  private static List<String> signatures(RecordedRequest request) {
    return List.of(request.header("webhook-signature").split(" "));
  }

  private boolean verifies(RecordedRequest request, String signature) throws ParseException {
    String keys = server.anonymous().get(JWKS).is(200).text();
    byte[] signed =
        (request.id() + "." + request.header("webhook-timestamp") + ".").getBytes(UTF_8);
    byte[] bytes = Base64.getDecoder().decode(signature.substring("v1a,".length()));
    for (var key : JWKSet.parse(keys).getKeys()) {
      byte[] raw = ((OctetKeyPair) key).getX().decode();
      if (Ed25519.verifies(raw, bytes, signed, request.request().body())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aRequestHasTheSignatureOfTheServersKeyBesideThatOfTheSecret() throws Exception {
    JsonNode webhook = webhook(", \"signatures\": [\"v1a\"]");
    webhook("");
    asset("/Demo Zone/signed.txt");
    List<RecordedRequest> requests = receiver.await(2);

    assertThat(webhook.get("signatures")).hasSize(1);
    boolean first = requests.getFirst().header("webhook-signature").contains("v1a,");
    RecordedRequest signed = first ? requests.getFirst() : requests.getLast();
    RecordedRequest plain = first ? requests.getLast() : requests.getFirst();
    assertThat(signatures(plain)).singleElement().asString().startsWith("v1,");
    assertThat(signatures(signed).getFirst()).startsWith("v1,");
    String signature = signatures(signed).getLast();
    assertThat(signature).startsWith("v1a,").hasSize(92);
    assertThat(verifies(signed, signature)).isTrue();
    assertThat(verifies(plain, signature)).as("of another delivery").isFalse();
    Await.until("stored", () -> delivery(signed).get("attempts").asInt() == 1);
    assertThat(delivery(signed).get("attemptList").toString()).contains(signature);
  }

  private JsonNode delivery(RecordedRequest request) {
    return admin.get("/api/deliveries/" + request.id()).ok();
  }

  @Test
  void theKeySetIsPublicAndHasThumbprintsAndNothingThatIsSecret() throws Exception {
    webhook(", \"signatures\": [\"v1a\"]");
    TestResponse response = server.anonymous().get(JWKS).is(200);
    assertThat(response.header("Content-Type")).startsWith("application/jwk-set+json");
    assertThat(response.header("Cache-Control")).isEqualTo("public, max-age=60");
    OctetKeyPair key = (OctetKeyPair) JWKSet.parse(response.text()).getKeys().getFirst();
    assertThat(key.isPrivate()).isFalse();
    assertThat(key.getKeyID()).isEqualTo(key.computeThumbprint().toString());
    JsonNode listed = admin.get("/api/signing-keys").ok().get(0);
    assertThat(listed.get("kid").asText()).isEqualTo(key.getKeyID());
    assertThat(listed.get("publicKey").asText())
        .isEqualTo("whpk_" + Base64.getEncoder().encodeToString(key.getX().decode()));
  }

  @Test
  void aNewKeyIsPublishedBeforeItSignsAndTheOldOneSignsOn() throws Exception {
    webhook(", \"signatures\": [\"v1a\"]");
    int before = admin.get("/api/signing-keys").ok().size();
    JsonNode made = admin.json("POST", "/api/signing-keys", "{\"overlapHours\": 2}").is(201).json();
    assertThat(made).hasSize(before + 1);
    assertThat(made.get(0).get("signsUntil").isNull()).isTrue();
    assertThat(made.get(1).get("signsUntil").isNull()).isFalse();
    assertThat(JWKSet.parse(server.anonymous().get(JWKS).text()).getKeys()).hasSize(before + 1);
    assertThat(admin.json("POST", "/api/signing-keys", "{}").status()).isEqualTo(409);
    TestResponse wrong = admin.json("POST", "/api/signing-keys", "{\"overlapHours\": 0}");
    assertThat(wrong.status()).isEqualTo(400);
    asset("/Demo Zone/meanwhile.txt");
    RecordedRequest request = receiver.await(1).getFirst();
    assertThat(verifies(request, signatures(request).getLast())).isTrue();
  }

  @Test
  void aWithdrawnKeyIsNotPublishedAndSignsNoMore() throws Exception {
    webhook(", \"signatures\": [\"v1a\"]");
    asset("/Demo Zone/before.txt");
    RecordedRequest before = receiver.await(1).getFirst();
    JsonNode keys = admin.get("/api/signing-keys").ok();
    for (int i = keys.size() - 1; i > 0; i--) {
      admin.bare("DELETE", "/api/signing-keys/" + keys.get(i).get("kid").asText()).is(200);
    }
    String last = "/api/signing-keys/" + keys.get(0).get("kid").asText();
    TestResponse only = admin.bare("DELETE", last);
    assertThat(only.status()).isEqualTo(409);
    assertThat(only.text()).contains("replace=true");
    assertThat(admin.bare("DELETE", last + "?replace=true").is(200).json()).hasSize(1);
    assertThat(admin.bare("DELETE", last).status()).isEqualTo(404);
    assertThat(verifies(before, signatures(before).getLast())).isFalse();
    asset("/Demo Zone/after.txt");
    RecordedRequest after = receiver.await(2).getLast();
    assertThat(signatures(after)).hasSize(2);
    assertThat(verifies(after, signatures(after).getLast())).isTrue();
    Await.until("stored", () -> delivery(before).get("attempts").asInt() == 1);
    assertThat(delivery(before).get("attemptList").toString())
        .as("as it was sent")
        .contains(signatures(before).getLast());
    assertThat(admin.get("/api/audit", "limit", "5").ok().toString())
        .contains("signing-key", "withdrawn", keys.get(0).get("kid").asText());
  }

  @Test
  void keysOutlastARestartAndAnotherKeyOfSecrets() throws Exception {
    receiver.now(Script.status(503));
    JsonNode webhook = webhook(", \"signatures\": [\"v1a\"]");
    String keys = server.anonymous().get(JWKS).is(200).text();
    admin.json("POST", "/api/secrets/rekey", "{}").ok();
    server.restart();
    admin = server.admin();
    assertThat(server.anonymous().get(JWKS).is(200).text()).isEqualTo(keys);
    JsonNode shown =
        admin.json("POST", "/api/webhooks/" + webhook.get("id").asText() + "/tests", "{}").ok();
    RecordedRequest request = receiver.await(1).getFirst();
    assertThat(shown.get("request").toString()).contains(signatures(request).getLast());
    assertThat(verifies(request, signatures(request).getLast())).isTrue();
  }
}
