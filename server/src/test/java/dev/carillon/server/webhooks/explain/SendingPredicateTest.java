package dev.carillon.server.webhooks.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What an explanation says of a delivery that waits. */
class SendingPredicateTest {

  @OnEachDatabase
  void aRetryIsExplainedByTheAttemptThatFailedAndTheTimeOfTheNext(
      TestDatabase database, @TempDir Path home) {
    try (ScriptedReceiver failing = ScriptedReceiver.answering(503);
        TestServer server =
            new TestServer(
                TestServer.withProperties(home, "webHooksRetryDelays=1h"), database.fresh())) {
      TestClient admin = server.admin();
      String overloaded = webhook(admin, "overloaded", failing.url(), "");
      String login =
          """
          , "authentication": {"type": "oauth2", "tokenUrl": "%s", "clientId": "c",
            "clientSecret": "s"}
          """
              .formatted(failing.url());
      String refused = webhook(admin, "refused", failing.url(), login);
      admin.newAsset("/A", "one.bin");

      JsonNode retry = sending(admin, overloaded);
      assertThat(retry.at("/value/reason").asText()).isEqualTo("retry");
      assertThat(retry.at("/value/attempts").asInt()).isEqualTo(1);
      assertThat(retry.at("/value/lastError").asText()).isEqualTo("http_5xx");
      assertThat(retry.path("says").asText())
          .isEqualTo(
              "Attempt 1 failed (http_5xx, HTTP 503). The delivery waits for its next retry,"
                  + " attempt 2, until "
                  + retry.at("/value/until").asText()
                  + ".");
      assertThat(sending(admin, refused).path("says").asText())
          .startsWith("Attempt 1 failed (login_failed). The delivery waits for its next retry");
    }
  }

  private static String webhook(TestClient admin, String name, String url, String more) {
    String body =
        """
        {"name": "%s", "url": "%s", "eventTypes": ["asset_create"]%s}
        """
            .formatted(name, url, more);
    return admin.json("POST", "/services/admin/webhook", body).is(201).json().path("id").asText();
  }

  /** The predicate of the webhook's only delivery, once the first attempt was made. */
  private static JsonNode sending(TestClient admin, String webhook) {
    String log = "/api/deliveries?webhook=" + webhook;
    Await.until(
        "an attempt is stored", () -> admin.get(log).ok().at("/items/0/attempts").asInt() == 1);
    String delivery = admin.get(log).ok().at("/items/0/id").asText();
    JsonNode why = admin.get("/api/deliveries/" + delivery + "/explain").ok().at("/items/0");
    JsonNode predicates = why.path("predicates");
    JsonNode last = predicates.path(predicates.size() - 1);
    assertThat(last.path("name").asText()).as(why.toPrettyString()).isEqualTo("sending");
    return last;
  }
}
