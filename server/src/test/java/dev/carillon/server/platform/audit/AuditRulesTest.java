package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What every database's log tells. */
@OnEachDatabase
class AuditRulesTest {

  private static final String HOOKS = "/services/admin/webhook";

  @Parameter private TestDatabase kind;
  @TempDir private Path home;
  private RecordedServer server;
  private Log log;

  @BeforeEach
  void start() {
    String database = kind.fresh();
    server = new RecordedServer(home, database, "ann");
    log = new Log(server, home, database);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void awebhooksHistoryShowsWhatChangedAndNoSecret() {
    JsonNode made =
        server
            .admin()
            .json(
                "POST",
                HOOKS,
                """
                {"name": "Shop", "url": "http://127.0.0.1:9/hook", "eventTypes": ["asset_create"],
                 "customHeaders": {"X-Key": "open-sesame"}}""")
            .is(201)
            .json();
    String id = made.path("id").asText();
    server
        .admin()
        .json(
            "PUT",
            HOOKS + "/" + id,
            "{\"name\": \"Web shop\", \"customHeaders\": {\"X-Key\": \"close-sesame\"}}")
        .is(200);
    JsonNode rolled =
        server
            .admin()
            .json("POST", HOOKS + "/" + id + "/generate-token", "{\"overlapHours\": 24}")
            .is(200)
            .json();
    server.admin().json("DELETE", HOOKS + "/" + id, "").is(204);
    List<JsonNode> history = log.entries("objectType", "webhook", "object", id);
    assertThat(history)
        .extracting(entry -> entry.path("action").asText())
        .containsExactly("removeWebhook", "generateToken", "updateWebhookByPut", "createWebhook");
    assertThat(history)
        .allSatisfy(
            entry -> {
              assertThat(entry.path("actor").asText()).isEqualTo("admin");
              assertThat(entry.path("via").asText()).isEqualTo("basic");
              assertThat(entry.path("address").asText()).isEqualTo("127.0.0.1");
              assertThat(entry.path("requestId").asText()).isNotEmpty();
              assertThat(entry.path("result").asText()).isEqualTo("done");
              assertThat(entry.path("count").asInt()).isEqualTo(1);
            });
    JsonNode update = history.get(2);
    assertThat(update.path("before").toString())
        .isEqualTo("{\"name\":\"Shop\",\"customHeaders\":\"***\"}");
    assertThat(update.path("after").toString())
        .isEqualTo("{\"name\":\"Web shop\",\"customHeaders\":\"***\"}");
    assertThat(history.get(1).path("after").path("secretToken").asText()).isEqualTo("***");
    assertThat(history.get(1).path("after").path("overlapUntil").asText()).isNotEmpty();
    assertThat(history.get(3).path("before").isNull()).isTrue();
    assertThat(history.get(3).path("after").path("url").asText())
        .isEqualTo("http://127.0.0.1:9/hook");
    assertThat(history.toString())
        .doesNotContain(made.path("secretToken").asText())
        .doesNotContain(rolled.path("secretToken").asText())
        .doesNotContain("sesame");
  }

  @Test
  void noEntryHoldsTheKeyOfALink() throws InterruptedException {
    String id = server.asset("/Zone/a.txt");
    String[] terms = {"subject", "Bells", "validUntil", "2100-01-01", "assetIds", id};
    String key =
        server
            .admin()
            .form("/services/createAuthKey", terms)
            .is(200)
            .json()
            .path("authKey")
            .asText();
    String link =
        server
            .admin()
            .json(
                "POST",
                "/api/sharelink",
                """
                {"subject": "Bells", "validUntil": "2100-01-01", "assetIds": ["%s"]}"""
                    .formatted(id))
            .is(200)
            .json()
            .path("id")
            .asText();
    server.admin().form("/services/updateAuthKey", "key", key, "subject", "Towers").is(200);
    server.as("ann").form("/services/updateAuthKey", "key", key, "subject", "Mine").is(403);
    server.as("").form("/share/" + link + "/upload", "sender", "x").is(403);
    server.as("ann").form("/services/revokeAuthKeys", "keys", link).is(403);
    server.admin().form("/services/revokeAuthKeys", "keys", key + "," + link).is(200);
    server.stop();
    server.start();
    List<JsonNode> entries = log.entries("objectType", "authkey");
    assertThat(entries)
        .extracting(
            entry -> entry.path("action").asText() + " " + entry.at("/object/name").asText())
        .contains(
            "createAuthKey Bells",
            "createShareLink Bells",
            "updateAuthKey Towers",
            "revokeAuthKeys ");
    assertThat(log.entries().toString()).doesNotContain(key).doesNotContain(link);
  }

  @Test
  void eachPropertyEditedInTheFileIsAnEntry() throws Exception {
    Path file = home.resolve("config").resolve("cluster-properties.txt");
    Files.writeString(
        file, Files.readString(file) + "\nwebHooksTimeoutSeconds=21\nauditRetentionDays=300\n");
    List<JsonNode> entries = log.entries("action", "editPropertyFile");
    for (int i = 0; i < 600 && entries.size() < 2; i++) {
      Thread.sleep(100);
      entries = log.entries("action", "editPropertyFile");
    }
    assertThat(entries)
        .extracting(entry -> entry.path("object").path("id").asText())
        .containsExactlyInAnyOrder("webHooksTimeoutSeconds", "auditRetentionDays");
    JsonNode seconds =
        log.entries("action", "editPropertyFile", "object", "webHooksTimeoutSeconds").getFirst();
    assertThat(seconds.path("before").path("value").asText()).isEqualTo("15");
    assertThat(seconds.path("after").path("value").asText()).isEqualTo("21");
    assertThat(seconds.path("via").asText()).isEqualTo("system");
  }

  @Test
  void aUserWhoCouldNotBeMadeIsNamed() {
    server
        .admin()
        .json("POST", "/api/users", "{\"username\": \"eve\", \"password\": \"short\"}")
        .is(400);
    JsonNode refused = log.entries("action", "createUser", "object", "eve").getFirst();
    assertThat(refused.path("result").asText()).isNotEqualTo("done");
  }

  @Test
  void propertiesGroupsAndRightsShowWhatTheyWere() {
    server
        .admin()
        .json("PUT", "/api/properties/webHooksTimeoutSeconds", "{\"value\": \"20\"}")
        .is(200);
    JsonNode property = log.entry("objectType", "property");
    assertThat(property.path("object").path("id").asText()).isEqualTo("webHooksTimeoutSeconds");
    assertThat(property.path("before").path("value").asText()).isEqualTo("15");
    assertThat(property.path("after").path("value").asText()).isEqualTo("20");
    String group = server.group("Readers", "ann");
    assertThat(log.entries("objectType", "group", "object", group))
        .extracting(entry -> entry.path("action").asText() + entry.path("after"))
        .containsExactly(
            "addMember{\"member\":\"ann\"}",
            "createGroup{\"id\":\"%s\",\"name\":\"Readers\",\"description\":\"\",\"licence\":\"\"}"
                .formatted(group));
    server.asset("/Zone/a.txt");
    server.allow("ann", "/Zone", "VP-------");
    server.allow("ann", "/Zone", "V--------");
    assertThat(log.entries("action", "setFolderPermissions"))
        .extracting(entry -> entry.path("before") + " " + entry.path("after"))
        .containsExactly(
            "{\"permissions\":\"VP-------\"} {\"permissions\":\"V--------\"}",
            "null {\"permissions\":\"VP-------\"}");
  }

  @Test
  void aChangeOfAnAssetIsOneEntryThatNamesIt() throws InterruptedException {
    String id = server.asset("/Zone/a.txt");
    server.admin().form("/services/update", "id", id, "status", "ready").is(200);
    server
        .admin()
        .form("/services/updatebulk", "q", "a.txt", "metadata", "{\"status\":\"off\"}")
        .is(200);
    // what happens to assets is written a little later
    Await.until("three", () -> log.entries("objectType", "asset").size() >= 3);
    assertThat(log.entries("objectType", "asset"))
        .extracting(entry -> entry.path("action").asText() + " " + entry.at("/object/id").asText())
        .containsExactly("updateAssets ", "updateAsset " + id, "createAsset " + id);
    assertThat(log.entry("action", "updateAssets").at("/after/processedCount").asInt()).isOne();
  }

  @Test
  void refusalsAreSummedForEachAddressAccountAndAction() {
    for (int i = 0; i < 3; i++) {
      server.as("ann").json("POST", "/api/groups", "{\"name\": \"x\"}").is(403);
      server.as("").json("POST", "/api/groups", "{\"name\": \"x\"}").is(401);
      server.as("").form("/services/login", "username", "ann", "password", "guess " + i).is(200);
      server.as("").form("/services/login", "username", "my-password", "password", "").is(200);
    }
    server
        .admin()
        .json(
            "POST",
            HOOKS,
            "{\"name\": \"x\", \"url\": \"http://169.254.1.1/\", \"eventTypes\": []}")
        .is(400);
    assertThat(log.entries("result", "refused")).isEmpty();
    server.stop();
    server.start();
    assertThat(log.entries("result", "refused"))
        .extracting(
            entry ->
                entry.path("action").asText()
                    + " "
                    + entry.path("actor").asText()
                    + " "
                    + entry.path("status").asInt()
                    + " "
                    + entry.path("count").asInt())
        .containsExactlyInAnyOrder(
            "createGroup ann 403 3",
            "createGroup null 401 3",
            "login ann 200 3",
            "login null 200 3",
            "createWebhook admin 400 1");
    // what was refused after it had begun is not told as interrupted too
    assertThat(log.entries("result", "failed")).isEmpty();
    assertThat(log.entries().toString()).doesNotContain("my-password").doesNotContain("guess");
    assertThat(log.verify().path("intact").asBoolean()).isTrue();
  }

  @Test
  void pagesAndFiltersAndFilesShowTheSame() {
    for (int i = 0; i < 60; i++) {
      server.admin().json("POST", "/api/groups", "{\"name\": \"=cmd|" + i + "\"}").is(201);
    }
    List<JsonNode> all = log.entries("action", "createGroup");
    assertThat(all).hasSize(60);
    assertThat(all.getFirst().at("/object/name").asText()).isEqualTo("=cmd|59");
    String csv =
        server
            .admin()
            .get("/api/audit/export", "format", "csv", "action", "createGroup")
            .is(200)
            .text();
    assertThat(csv.lines()).hasSize(61);
    assertThat(csv).contains(",'=cmd|59,").doesNotContain(",=cmd");
    String lines = server.admin().get("/api/audit/export", "action", "createGroup").is(200).text();
    assertThat(lines.lines()).hasSize(60);
    assertThat(lines.lines().findFirst().orElse("")).isEqualTo(all.getFirst().toString());
    assertThat(log.entries("from", all.get(9).path("at").asText(), "action", "createGroup"))
        .hasSizeBetween(10, 12);
    server.admin().get("/api/audit", "reslut", "done").is(400);
    server.admin().get("/api/audit", "result", "maybe").is(400);
    server.as("ann").get("/api/audit").is(403);
    JsonNode verdict = log.verify();
    assertThat(verdict.path("intact").asBoolean()).as(verdict.toString()).isTrue();
    assertThat(verdict.path("checked").asInt()).isGreaterThanOrEqualTo(60);
    assertThat(log.entry("action", "verifyAudit").path("result").asText()).isEqualTo("done");
  }

  @Test
  void whatIsBeingCarriedOutIsDurableAlready() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
      Thread caller =
          Thread.ofVirtual()
              .start(() -> server.admin().json("POST", "/api/tests", "{\"url\": \"" + url + "\"}"));
      try (Socket held = silent.accept()) {
        assertThat(held.isConnected()).isTrue();
        assertThat(log.look("select min(entry) from audit_begun"))
            .contains("\"actor\":\"admin\"", "testUrl");
        assertThat(log.entries("action", "testUrl")).isEmpty();
      }
      caller.join();
    }
    assertThat(log.look("select count(*) from audit_begun")).isEqualTo("0");
    assertThat(log.entry("action", "testUrl").path("result").asText()).isEqualTo("done");
  }

  @Test
  void whatAKilledServerBeganIsShown() throws SQLException {
    server.stop();
    String entry =
        "{\"actor\":\"admin\",\"via\":\"basic\",\"tokenId\":\"\",\"address\":\"127.0.0.1\","
            + "\"requestId\":\"r1\",\"action\":\"removeGroup\",\"objectType\":\"group\","
            + "\"objectId\":\"g1\"}";
    log.spoil("insert into audit_begun (id, at, entry) values ('b1', 1, '" + entry + "')");
    server.start();
    server.admin().json("POST", "/api/groups", "{\"name\": \"x\"}").is(201);
    JsonNode shown = log.entry("action", "removeGroup");
    assertThat(shown.path("result").asText()).isEqualTo("failed");
    assertThat(shown.path("status").asInt()).isZero();
    assertThat(shown.path("after").has("interrupted")).isTrue();
    assertThat(log.look("select count(*) from audit_begun")).isEqualTo("0");
  }

  @Test
  void whatAUserWasAndIsIsKeptAndSoAreTokensWithoutTheirText() {
    server
        .admin()
        .json("PUT", "/api/users/ann", "{\"email\": \"ann@example.com\", \"enabled\": false}")
        .is(200);
    JsonNode entry = log.entries("objectType", "user", "object", "ann").getFirst();
    assertThat(entry.path("action").asText()).isEqualTo("updateUser");
    assertThat(entry.path("before").path("enabled").asBoolean()).isTrue();
    assertThat(entry.path("after").path("enabled").asBoolean(true)).isFalse();
    assertThat(entry.path("after").path("email").asText()).isEqualTo("ann@example.com");
    JsonNode made =
        server
            .admin()
            .json("POST", "/api/tokens", "{\"name\": \"ci\", \"scopes\": [\"assets:read\"]}")
            .is(201)
            .json();
    JsonNode token =
        log.entries("objectType", "token", "object", made.path("id").asText()).getFirst();
    assertThat(token.path("after").path("scopes").get(0).asText()).isEqualTo("assets:read");
    assertThat(token.toString()).doesNotContain(made.path("token").asText());
  }
}
