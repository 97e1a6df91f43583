package dev.carillon.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees does not depend on which of two servers answers. */
class TwoServersTest {

  @TempDir private Path folder;
  private TestCluster cluster;
  private TestServer one;
  private TestServer other;

  @BeforeEach
  void start() {
    cluster = new TestCluster(folder, 2);
    one = cluster.node(0);
    other = cluster.node(1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void whoLogsInAtOneIsLoggedInAtTheOtherUntilLoggingOut() {
    TestResponse logIn =
        one.anonymous()
            .form("/services/login", "username", "admin", "password", TestServer.PASSWORD)
            .is(200);
    String cookie = logIn.header("Set-Cookie").replaceAll(";.*", "");
    TestClient there = other.anonymous().with("Cookie", cookie);
    there.get("/api/me").is(200);

    there.get("/services/logout").is(200);

    Await.until("logged out", () -> status(one.anonymous().with("Cookie", cookie)) == 401);
    assertThat(status(there)).isEqualTo(401);
  }

  @Test
  void whoChangesThePasswordAtOneIsStillLoggedInAtTheOtherAtOnce() {
    one.newUser("ann");
    TestResponse logIn =
        one.anonymous()
            .form("/services/login", "username", "ann", "password", TestServer.PASSWORD)
            .is(200);
    String cookie = logIn.header("Set-Cookie").replaceAll(";.*", "");
    TestClient here =
        one.anonymous()
            .with("Cookie", cookie)
            .with("X-CSRF-TOKEN", logIn.json().path("csrfToken").asText());
    TestClient there = other.anonymous().with("Cookie", cookie);
    there.get("/api/me").is(200);

    here.json(
            "PUT",
            "/api/me/password",
            "{\"currentPassword\": \"%s\", \"newPassword\": \"another-bell\"}"
                .formatted(TestServer.PASSWORD))
        .is(204);

    there.get("/api/me").is(200);
    Await.until("the old password ends", () -> status(other.as("ann")) == 401);
  }

  private static int status(TestClient client) {
    return client.get("/api/me").status();
  }

  @Test
  void usersTokensAndPermissionsOfOneCountAtTheOther() {
    TestClient ann = one.newUser("ann");
    Await.until("she is known", () -> status(other.as("ann")) == 200);
    String token = TestServer.token(ann, "assets:read").path("token").asText();
    TestClient there = other.anonymous().bearer(token);
    there.get("/api/me").is(200);

    other.admin().json("PUT", "/api/users/ann", "{\"enabled\": false}").is(200);

    Await.until("she is out", () -> status(one.as("ann")) == 401);
    assertThat(status(one.anonymous().bearer(token))).isEqualTo(401);
  }

  @Test
  void aClusterPropertyThatIsSetAtOneCountsAtTheOther() {
    one.admin().json("PUT", "/api/properties/webHooksTimeoutSeconds", "{\"value\": \"7\"}").is(200);

    Await.until(
        "it counts",
        () ->
            other
                .admin()
                .get("/api/properties/webHooksTimeoutSeconds")
                .json()
                .path("value")
                .asText()
                .equals("7"));
  }

  @Test
  void aRepeatedRequestAtTheOtherGetsTheResponseOfTheFirst() {
    String body = "{\"name\": \"readers\"}";
    String first =
        one.admin()
            .with("Idempotency-Key", "k1")
            .json("POST", "/api/groups", body)
            .is(201)
            .json()
            .path("id")
            .asText();

    TestResponse again =
        other.admin().with("Idempotency-Key", "k1").json("POST", "/api/groups", body).is(201);

    assertThat(again.json().path("id").asText()).isEqualTo(first);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void theAuditLogHasTheEntriesOfBothInOneChain() {
    one.admin().json("POST", "/api/groups", "{\"name\": \"first group\"}").is(201);
    other.admin().json("POST", "/api/groups", "{\"name\": \"second group\"}").is(201);
    one.admin().json("POST", "/api/groups", "{\"name\": \"third group\"}").is(201);

    String log = other.admin().get("/api/audit").is(200).text();
    assertThat(log.indexOf("third group")).isPositive().isLessThan(log.indexOf("second group"));
    assertThat(log.indexOf("second group")).isLessThan(log.indexOf("first group"));
    for (TestServer each : cluster.nodes()) {
      assertThat(
              each.admin()
                  .bare("POST", "/api/audit/verify")
                  .is(200)
                  .json()
                  .path("intact")
                  .asBoolean())
          .isTrue();
    }
  }

  @Test
  void oneWithAnotherKeyDoesNotStart() throws Exception {
    Path home = cluster.prepareHome();
    Files.delete(home.resolve("config/token.key"));
    Map<String, String> options = new HashMap<>(cluster.options());
    options.putAll(Map.of("home", home.toString(), "port", "0", "database", cluster.database()));

    assertThatThrownBy(() -> Server.start(ServerConfig.read(options, Map.of())))
        .hasMessageContaining("config/token.key differs between nodes")
        .hasMessageContaining(one.home().toString());
    assertThat(one.admin().get("/health/ready").status()).isEqualTo(200);
  }
}
