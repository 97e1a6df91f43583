package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class AuthKeysTest {

  private static final String CREATE = "/services/createAuthKey";
  private static final String UPDATE = "/services/updateAuthKey";
  private static final String REVOKE = "/services/revokeAuthKeys";

  @TempDir private Path home;

  @OnEachDatabase
  void aKeyIsMadeAndToldWithoutMetadata(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String one = server.asset("/s/a.bin", "one");
      String two = server.asset("/s/b.bin", "two");
      String day = LocalDate.now(ZoneOffset.UTC).plusDays(3).toString();

      JsonNode made =
          server
              .admin()
              .form(
                  CREATE,
                  "subject",
                  "For you",
                  "validUntil",
                  day,
                  "assetIds",
                  one + ", " + two,
                  "downloadOriginal",
                  "true",
                  "viewMode",
                  "list")
              .is(200)
              .json();

      String key = made.path("authKey").asText();
      assertThat(key).matches("[0-9A-Za-z_-]{22}");
      assertThat(made.path("webClientUrl").asText()).isEqualTo(server.url() + "/share/" + key);
      assertThat(made.path("desktopClientUrl").asText()).startsWith(server.url());
      assertThat(made.path("mobileClientUrl").asText()).startsWith(server.url());
      JsonNode event = server.event();
      long end = Instant.parse(day + "T23:59:59.999Z").toEpochMilli();
      assertThat(event.path("timestamp").isIntegralNumber()).isTrue();
      assertThat(event.toString())
          .isEqualTo(
              "{\"timestamp\":%s,\"type\":\"authkey_create\",\"authKey\":\"%s\",\"subject\":\"For you\",\"validUntil\":%d,\"assetIds\":[\"%s\",\"%s\"]}"
                  .formatted(event.path("timestamp"), key, end, one, two));
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aRevokedKeyIsToldOnce(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String first = key(server, "assetIds", id);
      String second = key(server, "assetIds", id);
      server.types(2);

      assertThat(server.admin().form(REVOKE, "keys", first + ",unknown").is(404).text())
          .contains("'unknown'");
      assertThat(server.admin().form(REVOKE, "keys", first + "," + second).is(200).text())
          .isEqualTo("{}");
      server.admin().form(REVOKE, "keys", first).is(200);

      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("authkey_remove");
      assertThat(event.path("authKey").asText()).isEqualTo(first);
      assertThat(event.has("metadata")).isFalse();
      assertThat(server.event().path("authKey").asText()).isEqualTo(second);
      server.admin().form(REVOKE).is(400);
      server.anonymous().form(REVOKE, "keys", first).is(401);
      server.heardAll();
    }
  }

  @OnEachDatabase
  void anExpiredKeyIsToldOnce(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String key = key(server, "assetIds", id, "validUntil", soon(5000));
      assertThat(server.event().path("type").asText()).isEqualTo("authkey_create");

      JsonNode event = server.event();

      assertThat(event.path("type").asText()).isEqualTo("authkey_remove");
      assertThat(event.path("authKey").asText()).isEqualTo(key);
      assertThat(event.path("timestamp").asLong())
          .isGreaterThanOrEqualTo(event.path("validUntil").asLong());
      server.admin().form(REVOKE, "keys", key).is(200);
      server.admin().form(UPDATE, "key", key, "subject", "again").is(409);
      server.restart();
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aKeyThatExpiresWhileTheServerIsStoppedIsToldAfterTheStart(TestDatabase database)
      throws InterruptedException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String until = soon(6000);
      String key = key(server, "assetIds", id, "validUntil", until);
      assertThat(server.event().path("type").asText()).isEqualTo("authkey_create");

      server.stop();
      Thread.sleep(
          Math.max(0, Instant.parse(until).toEpochMilli() - System.currentTimeMillis()) + 200);
      server.restart();

      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("authkey_remove");
      assertThat(event.path("authKey").asText()).isEqualTo(key);
      server.heardAll();
    }
  }

  @OnEachDatabase
  void anUpdateChangesWhatItSaysWithoutAnEvent(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String key = key(server, "assetIds", id, "description", "kept");
      server.event();

      assertThat(
              server
                  .admin()
                  .form(UPDATE, "key", key, "subject", "New subject", "downloadOriginal", "1")
                  .is(200)
                  .text())
          .isEqualTo("{}");

      String page = server.anonymous().get("/share/" + key).is(200).text();
      assertThat(page).contains("New subject", "kept", "Download original");
      server.admin().form(UPDATE, "key", key, "validUntil", "2001-01-01").is(400);
      server.admin().form(UPDATE, "key", "unknown", "subject", "x").is(404);
      server.admin().form(UPDATE, "subject", "x").is(400);
      server.admin().form(REVOKE, "keys", key).is(200);
      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("authkey_remove");
      assertThat(event.path("subject").asText()).isEqualTo("New subject");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void whatIsNotAllowedIsToldAndMakesNoKey(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      TestClient admin = server.admin();

      assertThat(admin.form(CREATE, "validUntil", "2100-01-01", "assetIds", id).is(400).text())
          .contains("'subject' is required");
      assertThat(admin.form(CREATE, "subject", "s", "assetIds", id).is(400).text())
          .contains("'validUntil' is required");
      assertThat(refused(server, "validUntil", "tomorrow", "assetIds", id))
          .contains("validUntil", "tomorrow", "2026-12-31");
      assertThat(refused(server, "validUntil", "2001-02-03", "assetIds", id)).contains("future");
      assertThat(refused(server, "validUntil", "2100-01-01"))
          .contains("assetIds", "query", "requestUpload");
      assertThat(refused(server, "validUntil", "NOW-1DAY", "assetIds", id)).contains("future");
      for (String never : List.of("NOW+1", "NOW+1FORTNIGHT", "NOW+999999999YEARS", "then NOW")) {
        assertThat(refused(server, "validUntil", never, "assetIds", id)).contains("NOW+1MONTH");
      }
      assertThat(refused(server, "validUntil", "2100-01-01", "query", "(title:x"))
          .contains("query ends");
      admin
          .form(CREATE, "subject", "s", "validUntil", "2100-01-01", "assetIds", id + ",unknown")
          .is(404);
      assertThat(
              refused(
                  server, "validUntil", "2100-01-01", "assetIds", id, "downloadOriginal", "maybe"))
          .contains("downloadOriginal", "true, false, 1 or 0");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aShareLinkIsAKeyWithRealStatuses(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      TestClient admin = server.admin();

      TestResponse made =
          admin.json(
              "POST",
              "/api/sharelink",
              """
              {"subject": "Link", "validUntil": "2100-01-01", "assetIds": ["%s"],
               "downloadOriginal": true}"""
                  .formatted(id));

      JsonNode link = made.is(200).json();
      assertThat(link.path("url").asText())
          .isEqualTo(server.url() + "/share/" + link.path("id").asText());
      assertThat(server.anonymous().get(link.path("url").asText()).is(200).text()).contains("Link");
      assertThat(server.event().path("type").asText()).isEqualTo("authkey_create");
      JsonNode other =
          admin
              .json(
                  "POST",
                  "/api/sharelink",
                  """
                  {"subject": "Other", "validUntil": "2100-01-01T13:37:00Z", "notifyEmail": "",
                   "query": "", "sharedAssetIds": ["%s"], "uploadFolderPath": "/in"}"""
                      .formatted(id))
              .is(200)
              .json();
      assertThat(server.event().path("assetIds").path(0).asText()).isEqualTo(id);
      assertThat(server.anonymous().get(other.path("url").asText()).is(200).text())
          .contains("Other");
      TestResponse refused = admin.json("POST", "/api/sharelink", "{\"subjekt\": \"x\"}").is(400);
      assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
      assertThat(refused.json().path("errorcode").asInt()).isEqualTo(400);
      assertThat(refused.json().path("errorname").asText()).isNotEmpty();
      assertThat(refused.json().path("message").asText()).contains("'assetIds'", "is required");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void anEndMayBeToldFromNowOn(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      Instant before = Instant.now();
      for (String end : List.of("NOW+2DAYS", "now+2d", "NOW 2DAYS", "NOW+1DAY+24HOURS")) {
        server.admin().form(CREATE, "subject", "s", "validUntil", end, "assetIds", id).is(200);
        assertThat(Instant.ofEpochMilli(server.event().path("validUntil").asLong()))
            .as(end)
            .isBetween(
                before.plus(Duration.ofDays(2)).minusSeconds(1),
                Instant.now().plus(Duration.ofDays(2)).plusSeconds(1));
      }
      // sent by many without escaping the plus
      String raw = "/api/sharelink?subject=s&validUntil=NOW+1MONTH&assetIds=" + id;
      server.admin().json("POST", raw, "").is(200);
      assertThat(server.event().path("validUntil").asLong())
          .isGreaterThan(before.plus(Duration.ofDays(27)).toEpochMilli());
    }
  }

  private static String refused(ApiServer server, String... more) {
    String[] pairs = new String[more.length + 2];
    pairs[0] = "subject";
    pairs[1] = "s";
    System.arraycopy(more, 0, pairs, 2, more.length);
    return server.admin().form(CREATE, pairs).is(400).text();
  }

  static String soon(long millis) {
    return Instant.now().plusMillis(millis).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Makes a key; its own parameters go before what every key needs. */
  static String key(ApiServer server, String... more) {
    String[] pairs = new String[more.length + 4];
    System.arraycopy(more, 0, pairs, 0, more.length);
    pairs[more.length] = "subject";
    pairs[more.length + 1] = "Shared with you";
    pairs[more.length + 2] = "validUntil";
    pairs[more.length + 3] = "2100-01-01";
    return server.admin().form(CREATE, pairs).is(200).json().path("authKey").asText();
  }
}
