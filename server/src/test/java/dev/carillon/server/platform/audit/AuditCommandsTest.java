package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.commands.ServerWithShell;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {

  @TempDir private Path folder;

  @Test
  void theLogIsListedAndCheckedWithAServerAndWithoutOne() throws Exception {
    String home;
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      home = server.home().toString();
      Carillon shell = server.shell();
      shell.run("properties", "set", "webHooksTimeoutSeconds", "20").is(0);
      JsonNode entry =
          shell.run("audit", "list", "--type", "property", "--since", "1h", "--json").is(0).json();
      assertThat(entry.path("action").asText()).isEqualTo("setProperty");
      assertThat(entry.path("via").asText()).isEqualTo("token");
      assertThat(shell.run("audit", "list").is(0).out())
          .contains("setProperty")
          .contains("property webHooksTimeoutSeconds");
      assertThat(shell.run("audit", "list", "--result", "maybe").code()).isEqualTo(2);
      assetsAndDeliveriesAreNamed(server);
      assertThat(shell.run("audit", "verify").is(0).out()).startsWith("Intact: ");
    }
    Carillon shell = new Carillon(folder);
    assertThat(shell.run("audit", "verify", "--offline", "--home", home).is(0).out())
        .startsWith("Intact: ");
    Log log = new Log(null, Path.of(home), "");
    log.spoil("update audit_log set actor = 'eve' where action = 'setProperty'");
    Carillon.Ended broken = shell.run("audit", "verify", "--offline", "--home", home);
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).startsWith("Broken at entry ");
  }

  private static void assetsAndDeliveriesAreNamed(ServerWithShell server) {
    TestClient admin = server.admin();
    try (RecordingReceiver receiver = RecordingReceiver.answering(404)) {
      admin
          .json(
              "POST",
              "/services/admin/webhook",
              "{\"name\": \"ring\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"]}"
                  .formatted(receiver.url()))
          .is(201);
      String mill = admin.newAsset("/Demo Zone", "mill.bin");
      String gone = admin.newAsset("/Demo Zone", "gone.bin");
      admin.form("/services/remove", "ids", gone + "," + mill).is(200);
      String kept = admin.newAsset("/Demo Zone", "kept.bin");
      admin.form("/services/update", "id", kept, "filename", "renamed.bin").is(200);
      Await.until("three failed deliveries", () -> failed(admin).size() == 3);
      String delivery = failed(admin).path(0).path("id").asText();
      admin.json("POST", "/api/deliveries/" + delivery + "/redeliveries", "{}").is(202);
      admin.form("/services/update", "id", kept, "title", "renamed").is(200);
      Carillon shell = server.shell();
      Await.until("the entries", () -> audited(admin, kept) == 2);
      String list = shell.run("audit", "list", "--limit", "500").is(0).out();
      assertThat(list)
          .contains("asset gone.bin (removed) and 1 more")
          .contains("asset renamed.bin ")
          .contains("asset mill.bin (removed) ")
          .contains("delivery " + delivery + " · kept.bin");
      String json = shell.run("audit", "list", "--action", "updateAsset", "--json").is(0).out();
      assertThat(json).contains(kept).doesNotContain("renamed.bin");
    }
  }

  private static int audited(TestClient admin, String asset) {
    return admin
        .get("/api/audit", "action", "updateAsset", "object", asset)
        .ok()
        .path("items")
        .size();
  }

  private static JsonNode failed(TestClient admin) {
    return admin.bare("GET", "/api/deliveries?state=exhausted").ok().path("items");
  }
}
