package dev.carillon.server.accounts;

import static dev.carillon.server.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that log in by a person's browser, over HTTP; {@code BrowserLoginsTest} has the
 * databases.
 */
class PairingRulesTest {

  private static final String START = "{\"program\": \"Carillon CLI\", \"machine\": \"%s\"}";

  @TempDir private static Path home;
  private static TestServer server;

  @BeforeAll
  static void begin() {
    server = new TestServer(home);
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static JsonNode start(String machine) {
    return server
        .anonymous()
        .json("POST", "/api/pairings", START.formatted(machine))
        .is(201)
        .json();
  }

  private static TestResponse ask(JsonNode started) {
    return server
        .anonymous()
        .json(
            "POST",
            "/api/pairings/token",
            "{\"deviceCode\": \"" + started.path("deviceCode").asText() + "\"}");
  }

  private static String code(JsonNode started) {
    return started.path("userCode").asText();
  }

  private static TestResponse show(TestClient by, JsonNode started) {
    return by.json("POST", "/api/pairings/request", "{\"userCode\": \"" + code(started) + "\"}");
  }

  private static TestResponse confirm(
      TestClient by, JsonNode started, String scopes, int days, String more) {
    String body =
        "{\"userCode\": \"%s\", \"scopes\": [\"%s\"], \"expiresInDays\": %d}"
            .formatted(code(started), scopes.replace(",", "\", \""), days);
    return by.json("POST", "/api/pairings/confirmation", body.replace("}", more + "}"));
  }

  @Test
  void aPersonConfirmsAndTheProgramGetsATokenOnceThatLoggingOutEnds() {
    TestClient person = server.newUser("ann");
    JsonNode started = start("laptop-7");
    assertThat(started.path("page").asText()).isEqualTo(server.url() + "/console/pair");
    assertThat(started.path("deviceCode").asText()).hasSize(43);
    JsonNode shown = show(person, started).is(200).json();
    assertThat(shown.path("tokenName").asText()).isEqualTo("Carillon CLI on laptop-7");
    assertThat(shown.path("address").asText()).isEqualTo("127.0.0.1");
    JsonNode confirmed = confirm(person, started, "assets:write", 7, "").is(200).json();

    JsonNode reply = ask(started).is(200).json();
    assertThat(reply.path("state").asText()).isEqualTo("confirmed");
    JsonNode made = reply.path("token");
    assertThat(made.path("username").asText()).isEqualTo("ann");
    assertThat(made.path("scopes").toString()).isEqualTo("[\"assets:write\"]");
    assertThat(made.path("expiresAt")).isEqualTo(confirmed.path("expiresAt"));
    Duration life = Duration.between(Instant.now(), Instant.parse(made.path("expiresAt").asText()));
    assertThat(life).isBetween(Duration.ofDays(6), Duration.ofDays(7));
    JsonNode listed = person.get("/api/tokens").json().at("/items/0");
    assertThat(listed.path("paired").asBoolean()).isTrue();
    assertThat(listed.path("name").asText()).isEqualTo("Carillon CLI on laptop-7");

    TestClient program = server.anonymous().bearer(made.path("token").asText());
    program.form("/services/create", "assetPath", "/Users/ann/a.txt").is(200);
    JsonNode out = program.post("/services/logout").is(200).json();
    assertThat(out.path("logoutSuccess").asBoolean()).isTrue();
    assertThat(out.path("tokenRevoked").asBoolean()).isTrue();
    assertThat(program.known()).isFalse();
    assertThat(person.get("/api/tokens").json().at("/items/0/revokedAt").isNull()).isFalse();
  }

  @Test
  void loggingOutEndsNoTokenThatAPersonMadeByHand() {
    String token = TestServer.token(server.newUser("ben"), "assets:read").path("token").asText();
    TestClient program = server.anonymous().bearer(token);
    assertThat(program.post("/services/logout").is(200).text())
        .isEqualTo("{\"logoutSuccess\":true}");
    assertThat(program.known()).isTrue();
  }

  @Test
  void aRefusedProgramGetsNothingAndIsToldSo() {
    TestClient person = server.newUser("cid");
    JsonNode started = start("laptop-7");
    String body = "{\"userCode\": \"" + code(started) + "\"}";
    person.json("POST", "/api/pairings/refusal", body).is(204);
    assertThat(ask(started).is(200).json().path("state").asText()).isEqualTo("refused");
    confirm(person, started, "assets:read", 1, "").is(404);
    assertThat(person.get("/api/tokens").json().path("items")).isEmpty();
  }

  /** As for any token: a stolen session is not good for longer than itself. */
  @Test
  void whoIsLoggedInConfirmsWithThePasswordOnly() {
    server.newUser("dan");
    JsonNode started = start("laptop-7");
    TestClient session = server.anonymous().loggedIn("dan", PASSWORD);
    assertThat(confirm(session, started, "assets:read", 1, "").is(400).message())
        .contains("'password' is missing");
    confirm(session, started, "assets:read", 1, ", \"password\": \"another\"").is(403);
    assertThat(ask(started).is(200).json().path("state").asText()).isEqualTo("pending");
    confirm(session, started, "assets:read", 1, ", \"password\": \"" + PASSWORD + "\"").is(200);
  }

  @Test
  void aTokenIsGivenNothingThatItsPersonMayNotDo() {
    TestClient person = server.newUser("eva");
    JsonNode started = start("laptop-7");
    for (String scope : List.of("webhooks:read", "assets:read,webhooks:write", "events:write")) {
      assertThat(confirm(person, started, scope, 1, "").is(403).message())
          .contains("allows nothing to 'eva'");
    }
    String few = TestServer.token(person, "admin:write").path("token").asText();
    TestClient program = server.anonymous().bearer(few);
    assertThat(confirm(program, started, "assets:read", 1, "").is(403).message())
        .contains("'assets:read', which it does not have");
    confirm(program, started, "admin:read", 1, "").is(200);
  }

  @Test
  void wrongWishesAreNamed() {
    for (String[] bad :
        new String[][] {
          {"{\"machine\": \"m\"}", "program"},
          {"{\"program\": \"p\"}", "machine"},
          {"{\"program\": \"p\", \"machine\": \" \"}", "machine"},
          {"{\"program\": \"p\", \"machine\": \"a\\nb\"}", "machine"},
          {"{\"program\": \"p\\u202e\", \"machine\": \"m\"}", "program"},
          {"{\"program\": \"" + "p".repeat(41) + "\", \"machine\": \"m\"}", "program"},
          {"{\"program\": \"p\", \"machine\": \"m\", \"machin\": \"m\"}", "machine"},
        }) {
      assertThat(server.anonymous().json("POST", "/api/pairings", bad[0]).is(400).message())
          .as(bad[0])
          .contains(bad[1]);
    }
    JsonNode started = start("m");
    for (int days : new int[] {0, 366}) {
      assertThat(confirm(server.admin(), started, "assets:read", days, "").is(400).message())
          .contains("expiresInDays");
    }
    assertThat(confirm(server.admin(), started, "everything", 1, "").is(400).message())
        .contains("scopes");
  }

  @Test
  void aNameHasNoCharactersThatShowNothingAndNoSpacesOfOtherKinds() {
    String name = "Zoë’s 机器 — プレス 3";
    assertThat(show(server.admin(), start(name)).is(200).json().path("machine").asText())
        .isEqualTo(name);
    String unseen = "\u034f\u115f\u1160\u17b4\u180b\u2800\u3164\ufe00\ufe0f\uffa0\udb40\udd00";
    String spaces = "\u00a0\u1680\u2003\u202f\u205f\u3000";
    for (int each : (unseen + spaces).codePoints().toArray()) {
      String body = START.formatted("a" + Character.toString(each) + "b");
      assertThat(server.anonymous().json("POST", "/api/pairings", body).is(400).message())
          .as("U+%04X", each)
          .contains("machine", "invisible character");
    }
  }

  @Test
  void aPasswordThatALinkSetsEndsWhatWasConfirmed() {
    JsonNode started = start("laptop-9");
    confirm(server.newUser("gil"), started, "assets:read", 1, "").is(200);
    String link =
        server
            .admin()
            .post("/api/users/gil/password-link")
            .is(200)
            .json()
            .path("passwordLink")
            .asText();
    String token = link.substring(link.indexOf("token=") + "token=".length());
    server
        .anonymous()
        .form("/services/set-password", "token", token, "password", "gils-own-bell")
        .is(200);
    ask(started).is(404);
  }

  @Test
  void aPageOfAnotherSiteStartsNothing() {
    server
        .anonymous()
        .with("Sec-Fetch-Site", "cross-site")
        .json("POST", "/api/pairings", START.formatted("m"))
        .is(403);
  }

  @Test
  void theAuditLogTellsWhoConfirmedWhatAndNoSecret() {
    TestClient person = server.newUser("fay");
    JsonNode started = start("laptop-7");
    confirm(person, started, "assets:read", 1, "").is(200);
    String token = ask(started).is(200).json().at("/token/token").asText();
    JsonNode refused = start("laptop-8");
    person
        .json("POST", "/api/pairings/refusal", "{\"userCode\": \"" + code(refused) + "\"}")
        .is(204);
    server.anonymous().bearer(token).post("/services/logout").is(200);

    JsonNode all = server.admin().get("/api/audit?limit=50&actor=fay").is(200).json().path("items");
    JsonNode confirmation = entry(all, "confirmPairing");
    assertThat(confirmation.path("actor").asText()).isEqualTo("fay");
    assertThat(confirmation.at("/object/type").asText()).isEqualTo("pairing");
    assertThat(confirmation.at("/object/name").asText()).isEqualTo("Carillon CLI on laptop-7");
    assertThat(confirmation.at("/after/machine").asText()).isEqualTo("laptop-7");
    assertThat(confirmation.at("/after/scopes").toString()).isEqualTo("[\"assets:read\"]");
    JsonNode given = entry(all, "fetchPairedToken");
    assertThat(given.path("actor").asText()).isEqualTo("fay");
    assertThat(given.at("/object/type").asText()).isEqualTo("token");
    assertThat(given.at("/after/pairing")).isEqualTo(confirmation.at("/object/id"));
    assertThat(entry(all, "refusePairing").at("/before/machine").asText()).isEqualTo("laptop-8");
    assertThat(entry(all, "logout").at("/object/id")).isEqualTo(given.at("/object/id"));
    assertThat(all.toString())
        .doesNotContain(token)
        .doesNotContain(code(started))
        .doesNotContain(started.path("deviceCode").asText());
    assertThat(server.admin().get("/api/audit?action=startPairing").json().path("items")).isEmpty();
  }

  private static JsonNode entry(JsonNode all, String action) {
    List<JsonNode> found =
        all.valueStream().filter(each -> each.path("action").asText().equals(action)).toList();
    assertThat(found).as(action).hasSize(1);
    return found.getFirst();
  }
}
