package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server does that was away for so long that another one has taken over. */
@Timeout(180)
class LostLeaseTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private Path home;

  @Test
  void itChangesNoAssetSendsNothingAndLeavesItsJobsToTheOther() throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    try (RecordingReceiver receiver = RecordingReceiver.answering(200);
        Server server = Server.start(config(database))) {
      TestClient admin = TestServer.admin(server);
      receiver.now(Script.status(200));
      String webhook =
          admin
              .json(
                  "POST",
                  WEBHOOKS,
                  "{\"name\":\"w\",\"url\":\"%s\",\"eventTypes\":[\"asset_create\"]}"
                      .formatted(receiver.url()))
              .ok()
              .get("id")
              .asText();
      admin.bare("PUT", WEBHOOKS + webhook + "/disable").ok();
      for (int i = 0; i < 100; i++) {
        admin.newAsset("/Demo Zone", "missed" + i + ".bin");
      }
      admin.bare("PUT", WEBHOOKS + webhook + "/enable").ok();
      String order =
          """
          {"kind": "recover", "webhook": "%s", "since": "2026-01-01T00:00:00Z", "ratePerSecond": 2}
          """
              .formatted(webhook);
      String job = admin.json("POST", "/api/jobs", order).ok().get("id").asText();
      Await.until("the job goes", () -> receiver.count() >= 2);
      assertThat(admin.bare("GET", "/health/ready").status()).isEqualTo(200);

      takeOver(database);

      Await.until("down", () -> admin.bare("GET", "/health/ready").status() == 503);
      assertThat(admin.bare("GET", "/health/ready").json().get("reason").asText())
          .contains("taken over");
      Await.pause(1_000);
      int sent = receiver.count();
      JsonNode left = job(admin, job);
      assertThat(left.get("state").asText()).isEqualTo("running");
      assertThat(left.get("processed").asInt()).isLessThan(100);
      Await.holds("nothing is sent", Duration.ofSeconds(2), () -> receiver.count() == sent);
      assertThat(job(admin, job)).isEqualTo(left);
      TestResponse refused = admin.form("/services/create", "assetPath", "/Demo Zone/late.txt");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.json().get("message").asText()).contains("Another process");
    }
  }

  private ServerConfig config(String database) {
    Map<String, String> options =
        Map.of("home", home.toString(), "port", "0", "database", database);
    return ServerConfig.read(options, Map.of());
  }

  /** What another server's start does. */
  private static void takeOver(String database) throws SQLException {
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("update nodes set taken_over_at = clock_timestamp()"))
          .isEqualTo(1);
    }
  }

  private static JsonNode job(TestClient admin, String id) {
    return admin.bare("GET", "/api/jobs/" + id).ok();
  }
}
