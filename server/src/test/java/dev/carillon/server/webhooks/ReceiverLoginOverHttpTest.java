package dev.carillon.server.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks whose requests log in at their receiver, with a token endpoint that the test plays. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiverLoginOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String SECRET = "secret-of-the-client";
  private static final String TOKEN = "opaque-token-";

  @Parameter private TestDatabase database;
  private TestServer server;
  private TestClient admin;
  private RecordingReceiver endpoint;
  private RecordingReceiver receiver;
  private final AtomicInteger tokens = new AtomicInteger();
  private final List<Long> receivedAt = new CopyOnWriteArrayList<>();

  private volatile CountDownLatch over = new CountDownLatch(1);

  /** The receiver takes the tokens from this one on. */
  private volatile int valid;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void open(@TempDir Path home) {
    server =
        new TestServer(
            TestServer.withProperties(home, "webHooksRetryDelays=1200ms,1200ms,1h"),
            database.fresh());
    admin = server.admin();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    server.close();
  }

  @BeforeEach
  void listen() {
    over = new CountDownLatch(1);
    tokens.set(0);
    receivedAt.clear();
    valid = 1;
    endpoint = RecordingReceiver.doing(this::nextToken);
    receiver = RecordingReceiver.doing(this::checked);
  }

  @AfterEach
  void removeWebhooks() {
    over.countDown();
    admin
        .get(WEBHOOKS)
        .ok()
        .forEach(webhook -> admin.bare("DELETE", WEBHOOKS + webhook.get("id").asText()).is(204));
    receiver.close();
    endpoint.close();
  }

  private boolean nextToken(Received request, OutputStream out, Socket socket) throws IOException {
    respond(
        out,
        "200 OK",
        "{\"access_token\":\"%s%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
            .formatted(TOKEN, tokens.incrementAndGet()));
    return true;
  }

  private boolean checked(Received request, OutputStream out, Socket socket) throws IOException {
    receivedAt.add(System.nanoTime());
    String shown = request.header("Authorization").orElse("");
    boolean good =
        shown.startsWith("Bearer " + TOKEN)
            && Integer.parseInt(shown.substring(("Bearer " + TOKEN).length())) >= valid;
    respond(out, good ? "200 OK" : "401 Unauthorized", "you sent " + shown);
    return true;
  }

  private static void respond(OutputStream out, String status, String body) throws IOException {
    out.write(
        "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.length(), body)
            .getBytes(UTF_8));
  }

  private String login() {
    return """
    {"type": "oauth2", "tokenUrl": "%s", "clientId": "carillon", "clientSecret": "%s",
     "scope": "events.write"}\
    """
        .formatted(endpoint.url(), SECRET);
  }

  private JsonNode webhook(String login) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            """
            {"name": "shop", "url": "%s", "eventTypes": ["asset_create"], "logResponses": "all",
             "authentication": %s}\
            """
                .formatted(receiver.url(), login))
        .is(201)
        .json();
  }

  private void asset(String path) {
    admin.form("/services/create", "assetPath", path, "Filedata", "data:text/plain,words").is(200);
  }

  private JsonNode onlyDelivery(JsonNode webhook, int attempts) {
    List<JsonNode> found = new ArrayList<>();
    Await.until(
        "an ended attempt",
        () -> {
          JsonNode items =
              admin.get("/api/deliveries?webhook=" + webhook.get("id").asText()).ok().get("items");
          found.clear();
          items.forEach(found::add);
          return found.size() == 1 && found.getFirst().get("attempts").asInt() >= attempts;
        });
    return admin.get("/api/deliveries/" + found.getFirst().get("id").asText()).ok();
  }

  @Test
  void requestsLogInAndNothingShowsWhatIsSecret() {
    JsonNode made = webhook(login());
    assertThat(made.get("authentication").toString())
        .isEqualTo(
            "{\"type\":\"oauth2\",\"tokenUrl\":\"%s\",\"clientId\":\"carillon\","
                    .formatted(endpoint.url())
                + "\"clientSecret\":\"********\",\"scope\":\"events.write\",\"audience\":null,"
                + "\"clientAuthentication\":\"basic\"}");
    assertThat(made.get("warnings").toString()).contains("is not https");
    asset("/Demo Zone/login-" + database + ".txt");
    assertThat(receiver.await(1).getFirst().header("Authorization"))
        .isEqualTo("Bearer " + TOKEN + 1);
    assertThat(endpoint.requests()).hasSize(1);
    assertThat(endpoint.requests().getFirst().request().text())
        .isEqualTo("grant_type=client_credentials&scope=events.write");

    JsonNode delivery = onlyDelivery(made, 1);
    JsonNode attempt = delivery.get("attemptList").get(0);
    assertThat(attempt.get("outcome").asText()).isEqualTo("accepted");
    assertThat(attempt.get("timings").get("loginMs").asDouble()).isPositive();
    assertThat(attempt.get("request").get("headers").toString())
        .contains("{\"name\":\"Authorization\",\"value\":\"Bearer (hidden)\"}");
    assertThat(attempt.get("request").get("rebuilt").asBoolean()).isFalse();
    assertThat(attempt.get("answer").get("body").asText()).isEqualTo("you sent Bearer ********");
    String one = WEBHOOKS + made.get("id").asText();
    admin
        .json("PUT", one, "{\"authentication\": " + login().replace(SECRET, "another-secret") + "}")
        .ok();
    String shown =
        delivery + admin.get(one).text() + made + admin.get("/api/audit?target=webhook").text();
    assertThat(shown).doesNotContain(SECRET, TOKEN, "another-secret");
    assertThat(admin.get("/metrics").text())
        .contains(
            "token_fetches_total{outcome=\"granted\"}", "token_fetches_total{outcome=\"refused\"}");
  }

  @Test
  void aStoredSecretOutlivesARestartAndStaysWithItsReceiverAndItsTokenEndpoint() {
    JsonNode made = webhook(login());
    String one = WEBHOOKS + made.get("id").asText();
    // the whole object comes back, as clients send it
    admin.json("PUT", one, admin.get(one).text()).ok();
    server.restart();
    admin = server.admin();
    asset("/Demo Zone/restarted-" + database + ".txt");
    assertThat(receiver.await(1).getFirst().header("Authorization")).startsWith("Bearer " + TOKEN);

    try (RecordingReceiver thief = RecordingReceiver.answering(200)) {
      String elsewhere = admin.get(one).text().replace(endpoint.url(), thief.url());
      assertThat(admin.json("PUT", one, elsewhere).is(400).text())
          .contains("'authentication.tokenUrl' is '" + thief.url(), "authentication.clientSecret");
      assertThat(admin.json("PUT", one, "{\"url\": \"" + thief.url() + "\"}").is(400).text())
          .contains("'url' is '", "authentication.clientSecret");
      assertThat(thief.count()).isZero();
    }
    admin.json("PUT", one, "{\"authentication\": null}").ok();
    assertThat(admin.get(one).ok().get("authentication").isNull()).isTrue();
  }

  @Test
  void aRevokedTokenIsRenewedWithinTheAttempt() {
    JsonNode made = webhook(login());
    valid = 2;
    admin.json("POST", "/api/webhooks/" + made.get("id").asText() + "/tests", "{}").ok();
    asset("/Demo Zone/revoked-" + database + ".txt");
    JsonNode delivery = onlyDelivery(made, 1);
    assertThat(delivery.get("state").asText()).isEqualTo("delivered");
    assertThat(delivery.get("attemptList")).hasSize(1);
    assertThat(tokens).hasValue(2);
  }

  @Test
  void theRateLimitCountsTestsAndTheRequestThatIsSentAgain() {
    JsonNode made = webhook(login());
    String one = WEBHOOKS + made.get("id").asText();
    admin.json("PUT", one, "{\"maxPerSecond\": 1}").ok();
    admin.json("POST", "/api/webhooks/" + made.get("id").asText() + "/tests", "{}").ok();
    valid = 2;
    asset("/Demo Zone/rate-1-" + database + ".txt");
    asset("/Demo Zone/rate-2-" + database + ".txt");
    receiver.await(4);
    assertThat(between(0, 1)).as("the test counts").isGreaterThan(Duration.ofMillis(800));
    assertThat(between(1, 3)).as("both requests count").isGreaterThan(Duration.ofMillis(1_700));
  }

  private Duration between(int request, int later) {
    return Duration.ofNanos(receivedAt.get(later) - receivedAt.get(request));
  }

  @Test
  void anEndpointThatRefusesIsShownWithItsErrorAndTheDeliveryIsRetried() {
    endpoint.now(
        (request, out, socket) -> {
          respond(
              out,
              "401 Unauthorized",
              "{\"error\":\"invalid_client\",\"error_description\":\"unknown client\"}");
          return true;
        });
    JsonNode made = webhook(login());
    asset("/Demo Zone/refused-" + database + ".txt");
    JsonNode first = onlyDelivery(made, 1).get("attemptList").get(0);
    assertThat(first.get("outcome").asText()).isEqualTo("unreachable");
    assertThat(first.get("errorClass").asText()).isEqualTo("login_failed");
    assertThat(first.get("detail").asText())
        .isEqualTo(
            "the token endpoint "
                + endpoint.url()
                + " responded with HTTP 401: invalid_client (unknown client)");
    assertThat(first.get("request").get("sent").asBoolean()).isFalse();
    assertThat(first.get("diagnosis").get("nextStep").asText()).contains("clientSecret");
    assertThat(receiver.count()).isZero();
    assertThat(admin.get(WEBHOOKS + made.get("id").asText()).ok().at("/health/lastError").asText())
        .contains("login_failed");

    endpoint.now(this::nextToken);
    assertThat(receiver.await(1).getLast().header("Authorization")).startsWith("Bearer " + TOKEN);
  }

  /**
   * Whatever the endpoint does, the attempt ends in time and says what is wrong, without secrets.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          302 Found\\r\\nLocation: http://127.0.0.1:1/ | {} | redirects are not followed
          200 OK | <html>no token</html> | not a JSON object with a text access_token
          200 OK | {'access_token': {'a': 1}} | not a JSON object with a text access_token
          200 OK | {'access_token': 'a b'} | printable characters
          200 OK | {'access_token': 'abc', 'token_type': 'mac'} | token_type is 'mac', not Bearer
          204 No Content | "" | not a JSON object with a text access_token
          200 OK | LARGE | longer than 20 kB
          200 OK | ENDLESS | the token endpoint is slow
          200 OK | SILENT | the token endpoint is slow
          500 Oops | {'error': 'secret-of-the-client', 'error_description': 'SECRET-of-the-client'} | HTTP 500: ******** (********)
          """)
  void anEndpointThatDoesNotBehaveEndsTheAttemptInTime(String status, String body, String told) {
    endpoint.now(
        (request, out, socket) -> {
          switch (body) {
            case "SILENT" -> drip(OutputStream.nullOutputStream());
            case "ENDLESS" -> drip(out);
            default ->
                respond(
                    out,
                    status.replace("\\r\\n", "\r\n"),
                    body.equals("LARGE") ? " ".repeat(30_000) : body.replace('\'', '"'));
          }
          return false;
        });
    JsonNode made = webhook(login());
    String one = WEBHOOKS + made.get("id").asText();
    admin.json("PUT", one, "{\"timeoutSeconds\": 1}").ok();
    asset("/Demo Zone/" + told.hashCode() + body.length() + "-" + database + ".txt");
    JsonNode first = onlyDelivery(made, 1).get("attemptList").get(0);
    assertThat(first.get("errorClass").asText()).isEqualTo("login_failed");
    assertThat(first.get("detail").asText()).contains(told).doesNotContainIgnoringCase(SECRET);
    assertThat(first.get("durationMs").asDouble()).isLessThan(2_500);
    assertThat(receiver.count()).isZero();
  }

  /** A response that does not end while the test runs. */
  private void drip(OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n".getBytes(UTF_8));
    try {
      while (!over.await(50, TimeUnit.MILLISECONDS)) {
        out.write(' ');
        out.flush();
      }
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  @Test
  void testsLogInBeforeTheWebhookIsSavedAndAfterwards() {
    JsonNode unsaved =
        admin
            .json(
                "POST",
                "/api/tests",
                "{\"url\": \"%s\", \"authentication\": %s}".formatted(receiver.url(), login()))
            .ok();
    assertThat(unsaved.get("outcome").asText()).isEqualTo("accepted");
    assertThat(unsaved.toString()).contains("Bearer (hidden)").doesNotContain(SECRET, TOKEN);
    String saved = webhook(login()).get("id").asText();
    JsonNode test = admin.json("POST", "/api/webhooks/" + saved + "/tests", "{}").ok();
    assertThat(test.get("outcome").asText()).isEqualTo("accepted");
    assertThat(tokens).as("equal logins share a token").hasValue(1);
  }
}
