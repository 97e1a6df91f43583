package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Who may look at webhooks sees no secret of them, and nobody can send one elsewhere. */
class HiddenSecretsTest {

  private static final String WEBHOOKS = "/services/admin/webhook";
  private static final String HIDDEN = "kept-in-a-drawer";

  @TempDir private Path home;

  @OnEachDatabase
  void secretsStayWhereTheyBelong(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        ScriptedReceiver thief = ScriptedReceiver.answering(204)) {
      JsonNode webhook = LoggedHooks.add(server, "taking", receiver, "asset_create");
      tokensThatLookSeeNoSecret(server, webhook);
      hiddenValuesDoNotFollowTheWebhook(server, webhook, receiver, thief);
      aBuiltInReceiverHidesThem(server);
    }
  }

  private static void tokensThatLookSeeNoSecret(ApiServer server, JsonNode webhook) {
    String secret = webhook.path("secretToken").asText();
    String one = WEBHOOKS + "/" + webhook.path("id").asText();
    assertThat(server.admin().get(one).is(200).json().path("secretToken").asText())
        .isEqualTo(secret);
    String writing = token(server, "webhooks:write");
    String reading = token(server, "webhooks:read");
    for (String path : List.of(one, WEBHOOKS, one + "/")) {
      assertThat(as(server, writing, path)).as(path).contains("secretToken", secret);
      assertThat(as(server, reading, path))
          .as(path)
          .contains("\"name\":\"taking\"")
          .doesNotContain("secretToken", secret, HIDDEN);
    }
  }

  private static String token(ApiServer server, String scope) {
    return server
        .admin()
        .json("POST", "/api/tokens", "{\"name\": \"t\", \"scopes\": [\"" + scope + "\"]}")
        .is(201)
        .json()
        .path("token")
        .asText();
  }

  private static String as(ApiServer server, String token, String path) {
    return server.anonymous().with("Authorization", "Bearer " + token, path).is(200).text();
  }

  private static void hiddenValuesDoNotFollowTheWebhook(
      ApiServer server, JsonNode webhook, ScriptedReceiver receiver, ScriptedReceiver thief) {
    String id = webhook.path("id").asText();
    String one = WEBHOOKS + "/" + id;
    String whole = server.admin().get(one).is(200).text();
    String moved = whole.replace(receiver.url(), thief.url());
    String secure = receiver.url().replace("http:", "https:");
    for (String body :
        List.of(
            moved,
            "{\"url\": \"" + thief.url() + "\"}",
            "{\"url\": \"" + secure + "\"}",
            "{\"url\": \""
                + thief.url()
                + "\", \"customHeaders\": {\"x-API-key\": \"********\"}}")) {
      String refused = server.admin().json("PUT", one, body).is(400).text();
      assertThat(refused).contains("'url' is '", "customHeaders.").doesNotContain(HIDDEN);
    }
    assertThat(server.admin().get(one).is(200).text()).isEqualTo(whole);

    // the same receiver, another path: whole objects may come back as they were shown
    String elsewhere = receiver.url() + "/deeper?a=b";
    server.admin().json("PUT", one, whole.replace(receiver.url(), elsewhere)).is(200);
    String again =
        "{\"url\": \"%s\", \"customHeaders\": {\"X-Api-Key\": \"given anew\"}}"
            .formatted(thief.url());
    server.admin().json("PUT", one, again).is(200);
    JsonNode back =
        server
            .admin()
            .json("PUT", one, "{\"url\": \"" + receiver.url() + "\", \"customHeaders\": {}}")
            .is(200)
            .json();
    assertThat(back.path("customHeaders")).isEmpty();
    server.admin().json("PUT", one, "{\"url\": \"" + thief.url() + "\"}").is(200);
    server.admin().bare("DELETE", one).is(204);
  }

  private static void aBuiltInReceiverHidesThem(ApiServer server) {
    JsonNode inspector = server.admin().json("POST", "/api/inspectors", "{}").is(201).json();
    String url = inspector.path("url").asText();
    String headers = "\"customHeaders\": {\"X-Api-Key\": \"" + HIDDEN + "\"}";
    server
        .admin()
        .json("POST", "/api/tests", "{\"url\": \"" + url + "\", " + headers + "}")
        .is(200);
    JsonNode made =
        server
            .admin()
            .json(
                "POST",
                WEBHOOKS,
                "{\"name\": \"n\", \"url\": \"" + url + "\", \"eventTypes\": [], " + headers + "}")
            .is(201)
            .json();
    server
        .admin()
        .json("POST", "/api/webhooks/" + made.path("id").asText() + "/tests", "{}")
        .is(200);
    String shown =
        server
            .admin()
            .get("/api/inspectors/" + inspector.path("id").asText() + "/requests")
            .is(200)
            .text();
    assertThat(shown)
        .contains("{\"name\":\"X-Api-Key\",\"value\":\"********\"}", "\"signature\":\"valid\"")
        .doesNotContain(HIDDEN, "\"signature\":\"invalid\"");
  }
}
