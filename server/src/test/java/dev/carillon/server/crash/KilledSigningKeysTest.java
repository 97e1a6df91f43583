package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies while a signing key is replaced, and while one is withdrawn: the published keys
 * are as they were or as they were to be, and each request is signed by one of them.
 */
@Tag("long")
@Tag("faults")
class KilledSigningKeysTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEYS = "/api/signing-keys";
  private static final String STORE = "dev.carillon.hooks.jdbc.SqlSigningKeys";
  private static final String API = "dev.carillon.server.webhooks.registration.SigningKeysApi";

  /** The end of the present key and the new key are written, and not committed. */
  private static final Point REPLACING = new Point(STORE, "insert", "", Point.Side.RETURN);

  /** That is committed, and nobody was told. */
  private static final Point REPLACED = new Point(API, "replace", "", Point.Side.RETURN);

  /** A key is withdrawn and the other one signs from now on, which is not committed. */
  private static final Point WITHDRAWING = new Point(STORE, "signOn", "", Point.Side.RETURN);

  /** That is committed, and nobody was told. */
  private static final Point WITHDRAWN = new Point(API, "withdraw", "", Point.Side.RETURN);

  @TempDir private Path temp;

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean hanging;
  private int created;

  /** The asset of the last event. */
  private String newest = "";

  /** The key that is not withdrawn. */
  private String left = "";

  @OnEachDatabase
  void keysAreAsTheyWereOrAsTheyWereToBe(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    try (ScriptedReceiver receiver = ScriptedReceiver.start(this::hangOrAccept)) {
      home.diesAt(
          REPLACING,
          client -> {
            subscribe(client, receiver);
            assertThat(signers(client, receiver)).isEqualTo(ids(client)).hasSize(1);
          },
          KilledSigningKeysTest::replace);
      home.diesAt(
          REPLACED,
          client -> {
            assertThat(keys(client)).hasSize(1);
            assertThat(keys(client).path(0).path("signsUntil").isNull()).isTrue();
            assertThat(signers(client, receiver)).isEqualTo(ids(client));
          },
          KilledSigningKeysTest::replace);
      home.diesAt(
          WITHDRAWING,
          client -> {
            assertThat(keys(client)).hasSize(2);
            assertThat(keys(client).path(0).path("signsUntil").isNull()).isTrue();
            assertThat(keys(client).path(1).path("signsUntil").isTextual()).isTrue();
            assertThat(signers(client, receiver)).contains(ids(client).getLast());
          },
          KilledSigningKeysTest::withdrawOldest);
      home.diesAt(
          WITHDRAWN,
          client -> {
            assertThat(keys(client)).as("none is withdrawn").hasSize(2);
            left = ids(client).getFirst();
            hanging = true;
            assertThat(signers(client, receiver)).contains(ids(client).getLast());
          },
          KilledSigningKeysTest::withdrawOldest);
      hanging = false;
      try (ServerProcess server = home.start()) {
        Client client = server.client();
        assertThat(ids(client)).containsExactly(left);
        assertThat(keys(client).path(0).path("signsUntil").isNull()).isTrue();
        Received again = next(receiver, newest);
        assertThat(PublishedKeys.of(client).signing(again)).containsExactly(left);
        replace(client);
        assertThat(ids(client)).hasSize(2).endsWith(left);
        assertThat(client.call("POST /api/audit/verify").accepted().path("intact").asBoolean())
            .isTrue();
      }
    } finally {
      over.countDown();
    }
  }

  private boolean hangOrAccept(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    if (hanging) {
      over.await();
      return false;
    }
    return Script.status(204).answer(request, out, socket);
  }

  private static void subscribe(Client client, ScriptedReceiver receiver) throws IOException {
    client
        .postJson(
            "/services/admin/webhook",
            Map.of(
                "name", "signed",
                "url", receiver.url(),
                "eventTypes", List.of("asset_create"),
                "signatures", List.of("v1a")))
        .accepted();
  }

  private static JsonNode keys(Client client) throws IOException {
    return client.call("GET " + KEYS).accepted();
  }

  /** The ids of the published keys, the newest first. */
  private static List<String> ids(Client client) throws Exception {
    List<String> ids = PublishedKeys.of(client).ids();
    assertThat(keys(client).findValuesAsText("kid")).isEqualTo(ids);
    return ids;
  }

  /** Which keys sign the request of another event; a new one begins two minutes later. */
  private List<String> signers(Client client, ScriptedReceiver receiver) throws Exception {
    String path = "/killed/" + created++ + ".txt";
    newest =
        client.post("/services/create", Map.of("assetPath", path)).accepted().path("id").asText();
    return List.copyOf(PublishedKeys.of(client).signing(next(receiver, newest)));
  }

  /** The next request about an asset; before it, what was not settled may come once more. */
  private static Received next(ScriptedReceiver receiver, String asset) {
    Received request = receiver.next(PATIENCE);
    while (!request.text().contains(asset)) {
      request = receiver.next(PATIENCE);
    }
    return request;
  }

  private static void replace(Client client) throws IOException {
    client.postJson(KEYS, Map.of("overlapHours", 1)).accepted();
  }

  private static void withdrawOldest(Client client) throws IOException {
    List<String> kids = keys(client).findValuesAsText("kid");
    client.call("DELETE " + KEYS + "/" + kids.getLast()).accepted();
  }
}
