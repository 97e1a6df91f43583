package dev.carillon.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An asset's life, as a webhook is told of it: the same on every database. */
@SuppressWarnings("NullAway.Init") // each test begins with start
class AssetLifecycleTest {

  @TempDir private Path home;
  private TestServer server;
  private Recorder recorder;

  private void start(TestDatabase database) {
    server = new TestServer(home, database.fresh());
    recorder =
        new Recorder(
            server.admin(),
            """
            "metadataToReturn": ["assetPath", "status"],
            "eventTypes": ["asset_create", "asset_update_metadata", "asset_checkin",
              "asset_checkout", "asset_undo_checkout", "asset_rename", "asset_move",
              "asset_create_by_copy", "asset_remove", "folder_create", "folder_remove"]\
            """);
  }

  @AfterEach
  void stop() {
    server.close();
    recorder.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyStepOfAnAssetsLifeIsAnEvent(TestDatabase database) {
    start(database);
    byte[] file = "first version".getBytes(UTF_8);
    JsonNode hit = upload("/services/create", "bell.txt", file, "folderPath", "/Demo Zone");
    String id = hit.get("id").asText();
    assertThat(types(2)).containsExactlyInAnyOrder("folder_create", "asset_create");
    previewed();

    form("/services/update", "id", id, "status", "Final");
    JsonNode update = event();
    assertThat(update.get("type").asText()).isEqualTo("asset_update_metadata");
    assertThat(update.get("assetId").asText()).isEqualTo(id);
    assertThat(update.get("metadata").get("assetPath").asText()).isEqualTo("/Demo Zone/bell.txt");
    assertThat(update.get("changedMetadata").get("status").toString())
        .isEqualTo("{\"oldValue\":null,\"newValue\":\"Final\"}");

    form("/services/checkout/" + id);
    form("/services/undocheckout/" + id);
    upload("/services/update", "bell.txt", "second".getBytes(UTF_8), "id", id);
    assertThat(types(3))
        .containsExactlyInAnyOrder("asset_checkout", "asset_undo_checkout", "asset_checkin");
    previewed();
    assertThat(server.admin().get(hit.get("originalUrl").asText()).text()).isEqualTo("second");

    form("/services/move", "source", "/Demo Zone/bell.txt", "target", "/Demo Zone/gong.txt");
    assertThat(event().get("type").asText()).isEqualTo("asset_rename");
    form("/services/move", "source", "/Demo Zone/gong.txt", "target", "/Other/gong.txt");
    assertThat(types(2)).containsExactlyInAnyOrder("folder_create", "asset_move");
    form("/services/copy", "source", "/Other/gong.txt", "target", "/Other/copy.txt");
    assertThat(event().get("type").asText()).isEqualTo("asset_create_by_copy");

    JsonNode found = form("/services/search", "q", "status:Final");
    assertThat(found.get("totalHits").asInt()).isEqualTo(2);
    form("/services/remove", "folderPath", "/Other");
    assertThat(types(3)).containsExactlyInAnyOrder("asset_remove", "asset_remove", "folder_remove");
    assertThat(form("/services/search", "q", "").get("totalHits").asInt()).isZero();
    assertThat(recorder.rest()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsThereAfterARestart(TestDatabase database) {
    start(database);
    JsonNode hit = upload("/services/create", "a.txt", new byte[] {1, 2, 3}, "folderPath", "/Kept");
    types(2);
    previewed();
    server.restart();
    assertThat(form("/services/search", "q", "a.txt").get("totalHits").asInt()).isEqualTo(1);
    form("/services/update", "id", hit.get("id").asText(), "status", "After the restart");
    assertThat(event().get("type").asText()).isEqualTo("asset_update_metadata");
    assertThat(recorder.rest()).isEmpty();
  }

  private JsonNode form(String path, String... pairs) {
    return server.admin().form(path, pairs).ok();
  }

  private JsonNode upload(String path, String filename, byte[] content, String... pairs) {
    return server.admin().upload(path, filename, content, pairs).ok();
  }

  private List<String> types(int count) {
    List<String> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(event().get("type").asText());
    }
    return types;
  }

  private void previewed() {
    JsonNode event = event();
    assertThat(event.get("type").asText()).isEqualTo("asset_update_metadata");
    assertThat(event.get("changedMetadata").get("previewState").toString())
        .isEqualTo("{\"oldValue\":\"no\",\"newValue\":\"yes\"}");
  }

  private JsonNode event() {
    Received received = recorder.request();
    assertThat(received.header("X-Hook-Signature"))
        .contains(Signer.of(recorder.secret()).hookSignature(Payload.of(received.body())));
    return Recorder.json(received);
  }
}
