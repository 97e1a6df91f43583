package dev.carillon.server.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while a delivery waits for its access token. */
@Tag("long")
@Tag("faults")
class KilledLoginTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN =
      "{\"access_token\":\"opaque-token\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

  @TempDir Path temp;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Script script =
      (request, out, socket) -> {
        over.await();
        return false;
      };

  @Test
  void theDeliveryIsSentWithATokenOfTheNextLife() throws Exception {
    Path home = temp.resolve("home");
    int port = ServerProcess.freePort();
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        ScriptedReceiver endpoint =
            ScriptedReceiver.start((request, out, socket) -> script.answer(request, out, socket))) {
      try (ServerProcess server = ServerProcess.start(home, port)) {
        subscribe(server.client(), receiver, endpoint);
        server.client().post("/services/create", Map.of("assetPath", "/killed/one.txt")).accepted();
        endpoint.next(PATIENCE);
        server.kill();
      }
      assertThat(receiver.rest()).as("nothing was sent without a token").isEmpty();
      script =
          (request, out, socket) -> {
            out.write(
                ("HTTP/1.1 200 OK\r\nContent-Length: " + TOKEN.length() + "\r\n\r\n" + TOKEN)
                    .getBytes(UTF_8));
            return true;
          };
      try (ServerProcess server = ServerProcess.start(home, port)) {
        Received sent = receiver.next(PATIENCE);
        assertThat(sent.header("Authorization")).contains("Bearer opaque-token");
        assertThat(sent.text()).contains("/killed/one.txt");
        assertThat(server.client()).isNotNull();
      }
    } finally {
      over.countDown();
    }
  }

  private static void subscribe(Client client, ScriptedReceiver receiver, ScriptedReceiver endpoint)
      throws Exception {
    client
        .postJson(
            "/services/admin/webhook",
            Map.of(
                "name",
                "login",
                "url",
                receiver.url(),
                "eventTypes",
                List.of("asset_create"),
                "metadataToReturn",
                List.of("assetPath"),
                "authentication",
                Map.of(
                    "type",
                    "oauth2",
                    "tokenUrl",
                    endpoint.url(),
                    "clientId",
                    "carillon",
                    "clientSecret",
                    "secret-of-the-client")))
        .accepted();
  }
}
