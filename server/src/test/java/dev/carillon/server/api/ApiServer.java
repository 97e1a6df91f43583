package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server and a recorder of every event, in the order in which they were recorded. */
final class ApiServer extends TestServer {

  private final Recorder recorder =
      new Recorder(
          admin(),
          "\"metadataToReturn\": [\"assetPath\", \"status\", \"description\"], "
              + Recorder.ALL_EVENTS);

  ApiServer(Path home, TestDatabase database) {
    this(home, database, Map.of());
  }

  ApiServer(Path home, TestDatabase database, Map<String, String> options) {
    super(withProperties(home, "webHooksMaxConcurrentPerWebhook=1"), database.fresh(), options);
  }

  /** Makes an asset and forgets the events of that; its id. */
  String asset(String assetPath, String content, String... more) {
    String[] pairs = new String[more.length + 2];
    pairs[0] = "assetPath";
    pairs[1] = assetPath;
    System.arraycopy(more, 0, pairs, 2, more.length);
    String id =
        admin()
            .upload("POST", "/services/create", "upload.bin", content, pairs)
            .is(200)
            .json()
            .path("id")
            .asText();
    recorder.until(event -> event.path("assetId").asText().equals(id));
    return id;
  }

  /** The next event that does not only tell that a preview was made, which may be at any time. */
  JsonNode event() {
    JsonNode event = recorder.event();
    while (event.path("changedMetadata").has("previewState")
        && event.path("type").asText().equals("asset_update_metadata")) {
      event = recorder.event();
    }
    return event;
  }

  /** So many events, by type. */
  List<String> types(int count) {
    List<String> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(event().path("type").asText());
    }
    return types;
  }

  /** Nothing else was told: an event that comes after all that came before is the next one. */
  void heardAll() {
    String id =
        admin()
            .form("/services/create", "assetPath", "/last/" + System.nanoTime() + ".txt")
            .is(200)
            .json()
            .path("id")
            .asText();
    JsonNode event = event();
    if (event.path("folderPath").asText().equals("/last")) {
      event = event();
    }
    assertThat(event.path("assetId").asText()).as(event.toString()).isEqualTo(id);
  }

  @Override
  public void close() {
    super.close();
    recorder.close();
  }
}
