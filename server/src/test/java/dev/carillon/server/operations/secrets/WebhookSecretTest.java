package dev.carillon.server.operations.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roll of one webhook's token, its overlap, and its end. */
class WebhookSecretTest {

  private static final String HOOKS = "/services/admin/webhook";

  @TempDir private Path home;

  @Test
  void anOverlapSignsWithBothUntilItIsEndedOrTheTokenIsRolledAgain() throws Exception {
    try (RecordedServer server = new RecordedServer(home, "");
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      TestClient admin = server.admin();
      JsonNode made =
          admin
              .json(
                  "POST",
                  HOOKS,
                  "{\"name\": \"w\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"]}"
                      .formatted(receiver.url()))
              .is(201)
              .json();
      String id = made.path("id").asText();
      String first = made.path("secretToken").asText();
      String second = rolled(admin, id);
      assertThat(signers(server, receiver, first, second)).containsExactly(second, first);
      String third = rolled(admin, id);
      assertThat(signers(server, receiver, first, second, third)).containsExactly(third, second);
      assertThat(revealed(admin, id).path("secretToken").asText()).isEqualTo(third);
      String until = revealed(admin, id).path("validUntil").asText();
      assertThat(until).isNotEmpty().isEqualTo(overlap(admin, id).asText());
      admin.json("POST", "/api/webhooks/" + id + "/end-overlap", "").is(204);
      assertThat(signers(server, receiver, first, second, third)).containsExactly(third);
      assertThat(revealed(admin, id).path("validUntil").isNull()).isTrue();
      assertThat(overlap(admin, id).isNull()).isTrue();
      admin.json("POST", "/api/webhooks/2n-UzMFgate9nAwg8zLXCs/end-overlap", "").is(404);
    }
  }

  @Test
  void revealingNeedsTheCallersPasswordAndIsThrottled() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      TestClient admin = server.admin();
      String id = admin.get(HOOKS).is(200).json().path(0).path("id").asText();
      String path = "/api/webhooks/" + id + "/reveal-secret";
      admin.json("POST", path, "{}").is(400);
      admin.json("POST", path, "").is(400);
      server.as("ann").json("POST", path, "{\"password\": \"ring-every-bell\"}").is(403);
      assertThat(revealed(admin, id).path("secretToken").asText()).hasSize(44);
      int status = 403;
      for (int i = 0; i < 30 && status == 403; i++) {
        status = admin.json("POST", path, "{\"password\": \"guess" + i + "\"}").status();
      }
      assertThat(status).isEqualTo(429);
    }
  }

  private static JsonNode overlap(TestClient admin, String id) {
    return admin.get(HOOKS + "/" + id).is(200).json().path("secretOverlapUntil");
  }

  private static JsonNode revealed(TestClient admin, String id) {
    return admin
        .json(
            "POST",
            "/api/webhooks/" + id + "/reveal-secret",
            "{\"password\": \"" + TestServer.PASSWORD + "\"}")
        .is(200)
        .json();
  }

  private static String rolled(TestClient admin, String id) {
    return admin
        .json("POST", HOOKS + "/" + id + "/generate-token", "{\"overlapHours\": 24}")
        .is(200)
        .json()
        .path("secretToken")
        .asText();
  }

  /** Which of these tokens signed the next request, in the order of its signatures. */
  private static List<String> signers(
      RecordedServer server, ScriptedReceiver receiver, String... tokens) throws Exception {
    server.asset("/Zone/" + System.nanoTime() + ".txt");
    Received request = receiver.next(Duration.ofSeconds(60));
    String signed =
        request.header("webhook-id").orElseThrow()
            + "."
            + request.header("webhook-timestamp").orElseThrow()
            + "."
            + new String(request.body(), UTF_8);
    List<String> signatures = List.of(request.header("webhook-signature").orElseThrow().split(" "));
    return signatures.stream()
        .map(
            signature ->
                List.of(tokens).stream()
                    .filter(token -> signature.equals("v1," + hmac(token, signed)))
                    .findFirst()
                    .orElse("nobody"))
        .toList();
  }

  private static String hmac(String token, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(token), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (java.security.GeneralSecurityException every) {
      throw new IllegalStateException(every);
    }
  }
}
