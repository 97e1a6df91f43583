package dev.carillon.server.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.testkit.Received;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An asset's life, as a webhook hears of it: the same on every database. */
abstract class FirstRing {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path home;
  private final ScriptedReceiver receiver = ScriptedReceiver.answering(204);
  private Server server;
  private Client client;
  private String token;
  private String database;

  /** A new database, as an option of {@code serve}; empty = embedded. */
  abstract String newDatabase() throws Exception;

  @BeforeEach
  void start() throws Exception {
    database = newDatabase();
    open();
    JsonNode webhook =
        client.json(
            "POST",
            "/services/admin/webhook",
            """
            {"name": "ring", "url": "%s", "metadataToReturn": ["assetPath", "status"],
             "eventTypes": ["asset_create", "asset_update_metadata", "asset_checkin",
               "asset_checkout", "asset_undo_checkout", "asset_rename", "asset_move",
               "asset_create_by_copy", "asset_remove", "folder_create", "folder_remove"]}"""
                .formatted(receiver.url()));
    token = webhook.get("secretToken").asText();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void everyStepOfAnAssetsLifeRings() throws Exception {
    byte[] file = "first version".getBytes(UTF_8);
    JsonNode hit =
        client.upload("/services/create", "bell.txt", file, Map.of("folderPath", "/Demo Zone"));
    String id = hit.get("id").asText();
    assertThat(types(2)).containsExactlyInAnyOrder("folder_create", "asset_create");
    previewed();

    client.form("/services/update", Map.of("id", id, "status", "Final"));
    JsonNode update = event();
    assertThat(update.get("type").asText()).isEqualTo("asset_update_metadata");
    assertThat(update.get("assetId").asText()).isEqualTo(id);
    assertThat(update.get("metadata").get("assetPath").asText()).isEqualTo("/Demo Zone/bell.txt");
    assertThat(update.get("changedMetadata").get("status").toString())
        .isEqualTo("{\"oldValue\":null,\"newValue\":\"Final\"}");

    client.form("/services/checkout/" + id, Map.of());
    client.form("/services/undocheckout/" + id, Map.of());
    client.upload("/services/update", "bell.txt", "second".getBytes(UTF_8), Map.of("id", id));
    assertThat(types(3))
        .containsExactlyInAnyOrder("asset_checkout", "asset_undo_checkout", "asset_checkin");
    previewed();
    assertThat(client.download(hit.get("originalUrl").asText())).asString().isEqualTo("second");

    client.form(
        "/services/move", Map.of("source", "/Demo Zone/bell.txt", "target", "/Demo Zone/gong.txt"));
    assertThat(event().get("type").asText()).isEqualTo("asset_rename");
    client.form(
        "/services/move", Map.of("source", "/Demo Zone/gong.txt", "target", "/Other/gong.txt"));
    assertThat(types(2)).containsExactlyInAnyOrder("folder_create", "asset_move");
    client.form("/services/copy", Map.of("source", "/Other/gong.txt", "target", "/Other/copy.txt"));
    assertThat(event().get("type").asText()).isEqualTo("asset_create_by_copy");

    JsonNode found = client.form("/services/search", Map.of("q", "status:Final"));
    assertThat(found.get("totalHits").asInt()).isEqualTo(2);
    client.form("/services/remove", Map.of("folderPath", "/Other"));
    assertThat(types(3)).containsExactlyInAnyOrder("asset_remove", "asset_remove", "folder_remove");
    assertThat(client.form("/services/search", Map.of("q", "")).get("totalHits").asInt()).isZero();
    assertThat(receiver.rest()).isEmpty();
  }

  @Test
  void everythingIsThereAfterARestart() throws Exception {
    JsonNode hit =
        client.upload(
            "/services/create", "a.txt", new byte[] {1, 2, 3}, Map.of("folderPath", "/Kept"));
    types(2);
    previewed();
    server.close();
    open();
    assertThat(client.form("/services/search", Map.of("q", "a.txt")).get("totalHits").asInt())
        .isEqualTo(1);
    client.form(
        "/services/update", Map.of("id", hit.get("id").asText(), "status", "After the restart"));
    assertThat(event().get("type").asText()).isEqualTo("asset_update_metadata");
    assertThat(receiver.rest()).isEmpty();
  }

  private void open() throws Exception {
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      options.put("database", database);
    }
    server = Server.start(ServerConfig.read(options, Map.of()));
    String link = server.setupLink();
    if (!link.isEmpty()) {
      String setup = link.substring(link.indexOf("token=") + "token=".length());
      new Client(server.url(), "", "")
          .form(
              "/services/setup",
              Map.of("token", setup, "username", "admin", "password", "ring-every-bell"));
    }
    client = new Client(server.url(), "admin", "ring-every-bell");
  }

  private List<String> types(int count) throws Exception {
    List<String> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(event().get("type").asText());
    }
    return types;
  }

  private void previewed() throws Exception {
    JsonNode event = event();
    assertThat(event.get("type").asText()).isEqualTo("asset_update_metadata");
    assertThat(event.get("changedMetadata").get("previewState").toString())
        .isEqualTo("{\"oldValue\":\"no\",\"newValue\":\"yes\"}");
  }

  private JsonNode event() throws Exception {
    Received received = receiver.next(PATIENCE);
    assertThat(received.header("X-Hook-Signature"))
        .contains(Signer.of(token).hookSignature(Payload.of(received.body())));
    return JSON.readTree(received.body());
  }
}
