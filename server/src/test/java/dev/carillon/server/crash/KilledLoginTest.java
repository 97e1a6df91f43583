package dev.carillon.server.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed while a delivery waits for its access token, and while one waits for another
 * token, because the receiver has refused the first.
 */
@Tag("long")
@Tag("faults")
class KilledLoginTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temp;
  private final CountDownLatch over = new CountDownLatch(1);

  /** What the token endpoint gives out; empty = it does not respond. */
  private volatile String token = "";

  /** What the receiver refuses. */
  private volatile String refused = "";

  @OnEachDatabase
  void theDeliveryIsSentWithATokenOfTheNextLife(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    try (ScriptedReceiver receiver = ScriptedReceiver.start(this::receive);
        ScriptedReceiver endpoint = ScriptedReceiver.start(this::giveToken)) {
      try (ServerProcess server = home.start()) {
        subscribe(server.client(), receiver, endpoint);
        create(server.client(), "one");
        endpoint.next(PATIENCE);
        server.kill();
      }
      assertThat(receiver.rest()).as("nothing was sent without a token").isEmpty();
      token = "second-life";
      String interrupted;
      try (ServerProcess server = home.start()) {
        Received one = next(receiver, "one");
        assertThat(one.header("Authorization")).contains("Bearer second-life");
        endpoint.rest();
        token = "";
        refused = "second-life";
        create(server.client(), "two");
        Received two = next(receiver, "two");
        assertThat(two.header("Authorization")).contains("Bearer second-life");
        interrupted = two.header("webhook-id").orElseThrow();
        endpoint.next(PATIENCE);
        server.kill();
      }
      token = "third-life";
      try (ServerProcess server = home.start()) {
        Received two = next(receiver, "two");
        assertThat(two.header("Authorization")).contains("Bearer third-life");
        assertThat(two.header("webhook-id")).contains(interrupted);
        assertThat(two.header("X-Hook-Attempt")).contains("1");
        assertThat(server.client()).isNotNull();
      }
    } finally {
      over.countDown();
    }
  }

  private boolean giveToken(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    String given = token;
    if (given.isEmpty()) {
      over.await();
      return false;
    }
    String body =
        "{\"access_token\":\"" + given + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
    out.write((head + body).getBytes(UTF_8));
    return true;
  }

  private boolean receive(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    // not the first delivery, whose answer may be on its way while this is set
    boolean refuses =
        request.header("Authorization").equals(Optional.of("Bearer " + refused))
            && request.text().contains("/killed/two.txt");
    return Script.status(refuses ? 401 : 204).answer(request, out, socket);
  }

  /** The next request about this asset; one that was not settled comes once more. */
  private static Received next(ScriptedReceiver receiver, String asset) {
    Received request = receiver.next(PATIENCE);
    while (!request.text().contains("/killed/" + asset + ".txt")) {
      request = receiver.next(PATIENCE);
    }
    return request;
  }

  private static void create(Client client, String asset) throws IOException {
    client.post("/services/create", Map.of("assetPath", "/killed/" + asset + ".txt")).accepted();
  }

  private static void subscribe(Client client, ScriptedReceiver receiver, ScriptedReceiver endpoint)
      throws IOException {
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
