package dev.carillon.server.platform.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What a caller sees of keys, over HTTP. */
@OnEachDatabase
class KeyedRulesTest {

  private static final int THREADS = 20;

  @Parameter private TestDatabase database;
  @TempDir private Path home;
  private TestServer server;

  @BeforeEach
  void begin() {
    server = new TestServer(home, database.fresh());
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void theSameRequestTwiceIsOneChangeOneEventAndOneAnswer() {
    TestClient admin = server.admin();
    TestClient keyed = keyed(admin, "one");
    TestResponse first = webhook(keyed, "first").is(201);
    assertThat(first.header("Idempotent-Replayed")).isEmpty();

    TestResponse created = create(keyed(admin, "two"), "bell").is(200);
    TestResponse again = create(keyed(admin, "two"), "bell").is(200);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.whole().body()).isEqualTo(created.whole().body());
    assertThat(again.header("Content-Type")).isEqualTo(created.header("Content-Type"));
    assertThat(assets(admin)).isEqualTo(1);
    assertThat(events(admin)).isEqualTo(1);
    token(keyed(admin, "t"), "t").is(201);
    token(keyed(admin, "t"), "t").is(201);
    assertThat(entries(admin)).isEqualTo(1);

    // without a key, or under another, it is another request
    assertThat(create(admin, "bell").status()).isEqualTo(409);
    assertThat(create(keyed(admin, "three"), "bell").status()).isEqualTo(409);
  }

  @Test
  void atOnceFromManyThreadsItIsOneChangeToo() throws Exception {
    TestClient admin = server.admin();
    webhook(admin, "all").is(201);
    for (int round = 0; round < 3; round++) {
      String name = "bell " + round;
      TestClient keyed = keyed(admin, name);
      List<TestResponse> replies = together(() -> untilAnswered(keyed, name));
      assertThat(replies).extracting(TestResponse::status).containsOnly(200);
      assertThat(replies).extracting(TestResponse::text).containsOnly(replies.getFirst().text());
      assertThat(replies.stream().filter(r -> r.header("Idempotent-Replayed").isEmpty()))
          .hasSize(1);
    }
    assertThat(assets(admin)).isEqualTo(3);
    assertThat(events(admin)).isEqualTo(3);
  }

  @Test
  void anotherRequestUnderTheSameKeyIsRefused() {
    TestClient admin = server.admin();
    TestClient keyed = keyed(admin, "k");
    TestResponse made = token(keyed, "one").is(201);
    for (TestResponse other :
        List.of(
            token(keyed, "other"),
            keyed.json("POST", "/api/groups", "{\"name\": \"one\"}"),
            keyed.form("/services/createFolder", "path", "/Zone"))) {
      assertThat(other.status()).isEqualTo(422);
      assertThat(other.json().path("errorname").asText()).isEqualTo("IdempotencyKeyReused");
      assertThat(other.message()).contains("Idempotency-Key");
    }
    assertThat(token(keyed, "one").text()).isEqualTo(made.text());
    assertThat(admin.get("/api/tokens").json().path("items")).hasSize(1);
  }

  @Test
  void anotherFileUnderTheSameKeyIsRefused() {
    TestClient keyed = keyed(server.admin(), "k");
    String made = upload(keyed, "words").is(200).text();
    assertThat(upload(keyed, "other").status()).isEqualTo(422);
    assertThat(upload(keyed, "words").is(200).text()).isEqualTo(made);
  }

  @Test
  void howItsCallerLogsInIsNoPartOfARequest() {
    String login =
        Base64.getEncoder().encodeToString(("admin:" + TestServer.PASSWORD).getBytes(UTF_8));
    TestClient stranger = keyed(server.anonymous(), "k");
    stranger.form("/services/createFolder", "path", "/Zone", "authcred", login).is(200);
    TestResponse again =
        keyed(server.admin(), "k").form("/services/createFolder", "path", "/Zone").is(200);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void statusHeadersAndAnswersWithoutABodyComeAgain() {
    TestClient admin = server.admin();
    TestClient keyed = keyed(admin, "bob");
    String bob = "{\"username\": \"bob\", \"password\": \"long enough\"}";
    TestResponse made = keyed.json("POST", "/api/users", bob).is(201);
    TestResponse again = keyed.json("POST", "/api/users", bob).is(201);
    assertThat(made.header("Location")).isEqualTo("/api/users/bob");
    assertThat(again.header("Location")).isEqualTo(made.header("Location"));
    TestClient removing = keyed(admin, "gone");
    removing.delete("/api/users/bob").is(204);
    TestResponse gone = removing.delete("/api/users/bob").is(204);
    assertThat(gone.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(gone.text()).isEmpty();
  }

  @Test
  void whatWasRefusedLeavesItsKeyFree() {
    TestClient admin = server.admin();
    TestClient keyed = keyed(admin, "try");
    assertThat(keyed.json("POST", "/api/users", "{\"username\": \"a/b\"}").status()).isEqualTo(400);
    keyed.json("POST", "/api/users", "{\"username\": \"ab\"}").is(201);
    assertThat(keyed(admin, "none").delete("/api/users/nobody").status()).isEqualTo(404);
    server.newUser("nobody");
    keyed(admin, "none").delete("/api/users/nobody").is(204);
  }

  @Test
  void keysOfOneUserSayNothingToAnother() {
    server.newUser("bob");
    TestClient bob = keyed(server.anonymous().basic("bob", TestServer.PASSWORD), "k");
    TestClient admin = keyed(server.admin(), "k");
    String ours = token(admin, "t").is(201).text();
    String theirs = token(bob, "t").is(201).text();
    assertThat(theirs).isNotEqualTo(ours);
    assertThat(token(bob, "t").text()).isEqualTo(theirs);

    // the same by a session, but not by a token that may do less
    TestClient session = server.anonymous().loggedIn("admin", TestServer.PASSWORD);
    assertThat(token(keyed(session, "k"), "t").text()).isEqualTo(ours);
    TestClient less =
        server
            .anonymous()
            .bearer(
                TestServer.token(server.admin(), "admin:write", "assets:write")
                    .path("token")
                    .asText());
    assertThat(token(keyed(less, "k"), "t").text()).doesNotContain(ours);
  }

  @Test
  void aNamesakeIsNotAnsweredForWhoWasThereBefore() {
    TestClient first = server.newUser("eve");
    String token = token(keyed(first, "k"), "t").is(201).text();
    server.admin().delete("/api/users/eve").is(204);
    TestClient second = server.newUser("eve");
    assertThat(token(keyed(second, "k"), "t").is(201).text()).isNotEqualTo(token);
  }

  @Test
  void aKeyIsPrintableAndShort() {
    TestClient admin = server.admin();
    for (String wrong : List.of("", " ", "a\tb", "k".repeat(256))) {
      TestResponse refused = keyed(admin, wrong).json("POST", "/api/groups", "{\"name\": \"g\"}");
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(refused.message()).contains("Idempotency-Key");
    }
    assertThat(admin.get("/api/groups").json().path("items")).isEmpty();
    keyed(admin, "k".repeat(255)).json("POST", "/api/groups", "{\"name\": \"g\"}").is(201);
    // nothing to repeat: not looked at
    keyed(admin, "k".repeat(256)).get("/api/groups").is(200);
  }

  @Test
  void aRequestHasOneKey() {
    TestClient keyed = keyed(server.admin(), "one");
    HttpRequest.Builder request = request(keyed, "/api/groups", "application/json");
    request.header("Idempotency-Key", "two").POST(BodyPublishers.ofString("{\"name\": \"g\"}"));
    assertThat(keyed.send(request).status()).isEqualTo(400);
    assertThat(keyed.get("/api/groups").json().path("items")).isEmpty();
  }

  private static TestClient keyed(TestClient guest, String key) {
    return guest.with("Idempotency-Key", key);
  }

  private static TestResponse create(TestClient guest, String name) {
    return guest.form("/services/create", "assetPath", "/Zone/" + name, "Filedata", "data:,words");
  }

  private static TestResponse upload(TestClient guest, String content) {
    return guest.upload(
        "/services/create", "file.txt", content.getBytes(UTF_8), "assetPath", "/Zone/file.txt");
  }

  private static HttpRequest.Builder request(TestClient guest, String path, String type) {
    return guest.request(path).header("Content-Type", type);
  }

  /** As a client does it: where it is being carried out, again. */
  private static TestResponse untilAnswered(TestClient guest, String name) {
    TestResponse reply = create(guest, name);
    while (reply.status() == 409) {
      assertThat(reply.json().path("errorname").asText()).isEqualTo("IdempotencyKeyInUse");
      assertThat(reply.header("Retry-After")).isEqualTo("1");
      reply = create(guest, name);
    }
    return reply;
  }

  private static TestResponse token(TestClient guest, String name) {
    String body = "{\"name\": \"" + name + "\", \"scopes\": [\"assets:read\"]}";
    return guest.json("POST", "/api/tokens", body);
  }

  private static TestResponse webhook(TestClient guest, String name) {
    return guest.json(
        "POST",
        "/services/admin/webhook",
        """
        {"name": "%s", "url": "http://127.0.0.1:9/", "eventTypes": ["asset_create"]}"""
            .formatted(name));
  }

  private static int assets(TestClient guest) {
    JsonNode found = guest.form("/services/search", "q", "folderPath:\"/Zone\"").is(200).json();
    return found.path("totalHits").asInt();
  }

  private static int events(TestClient guest) {
    return guest.get("/api/events?type=asset_create&limit=100").is(200).json().path("items").size();
  }

  private static int entries(TestClient guest) {
    return guest.get("/api/audit?action=createToken&limit=200").is(200).json().path("items").size();
  }

  private static List<TestResponse> together(Callable<TestResponse> call) throws Exception {
    CountDownLatch ready = new CountDownLatch(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<TestResponse>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return call.call();
                }));
      }
      List<TestResponse> replies = new ArrayList<>();
      for (Future<TestResponse> each : futures) {
        replies.add(each.get());
      }
      return replies;
    }
  }
}
