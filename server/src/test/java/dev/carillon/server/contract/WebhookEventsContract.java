package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import java.util.ArrayList;
import java.util.List;

/** The sixteen event types, and what makes each. */
@Title("Webhooks: the events")
final class WebhookEventsContract extends Part {

  private static final List<String> TYPES =
      List.of(
          "asset_checkin",
          "asset_checkout",
          "asset_create",
          "asset_create_by_copy",
          "asset_create_from_filestore_rescue",
          "asset_create_from_version",
          "asset_move",
          "asset_promote",
          "asset_remove",
          "asset_rename",
          "asset_undo_checkout",
          "asset_update_metadata",
          "authkey_create",
          "authkey_remove",
          "folder_create",
          "folder_remove");

  private static final byte[] NEXT = "next".getBytes(UTF_8);

  private Subscriber all() {
    return subscriber(String.join(" ", TYPES), "\"metadataToReturn\":[\"assetPath\"]");
  }

  /** Type and place of what happened in the row's folder. */
  private List<String> events(Subscriber subscriber) {
    List<String> events = new ArrayList<>();
    for (JsonNode event : subscriber.events()) {
      String path = event.at("/metadata/assetPath").asText() + event.path("folderPath").asText();
      if (path.startsWith(here + "/")) {
        events.add(event.path("type").asText() + " " + path.substring(here.length()));
      }
    }
    return events;
  }

  @Row(
      call = "`eventTypes`",
      holds = "is a closed set of 16 names; a webhook can subscribe to each of them",
      evidence = CONFIRMED)
  void theSet() {
    try (Subscriber subscriber = all()) {
      assertThat(subscriber.webhook().path("eventTypes")).hasSize(16);
    }
    assertThat(get("/api/event-types").is(200).json().findValuesAsText("name")).containsAll(TYPES);
  }

  @Row(call = "create an asset", holds = "sends `asset_create`", evidence = CONFIRMED)
  void create() {
    try (Subscriber subscriber = all()) {
      plain("a.bin");
      assertThat(events(subscriber)).containsExactly("asset_create /a.bin");
    }
  }

  @Row(
      call = "create an asset",
      holds =
          "sends `asset_update_metadata` afterwards, with `changedMetadata.previewState` to `yes`,"
              + " unless `asset_create` has it already",
      evidence = CONFIRMED)
  void preview() {
    try (Subscriber subscriber =
        subscriber(
            "asset_create asset_update_metadata", "\"metadataToReturn\":[\"previewState\"]")) {
      String id = file("a.jpg", Samples.picture("jpg", 40, 30));
      List<JsonNode> events =
          subscriber.until(
              event ->
                  event.at("/metadata/previewState").asText().equals("yes")
                      && event.path("assetId").asText().equals(id));
      JsonNode last = events.getLast();
      if (last.path("type").asText().equals("asset_update_metadata")) {
        assertThat(last.at("/changedMetadata/previewState/newValue").asText()).isEqualTo("yes");
      }
      assertThat(events.getFirst().path("type").asText()).isEqualTo("asset_create");
    }
  }

  @Row(
      call = "`update`, `updatebulk`",
      holds =
          "send one `asset_update_metadata` for each asset whose value really changed, and none if"
              + " nothing changed",
      evidence = OURS)
  void metadata() {
    String id = plain("a.bin", "title", "t");
    plain("b.bin");
    try (Subscriber subscriber = all()) {
      post("/services/update", "id", id, "title", "t").is(200);
      post("/services/updatebulk", "q", "ancestorPaths:\"" + here + "\"", "title", "t").is(200);
      assertThat(events(subscriber)).containsExactly("asset_update_metadata /b.bin");
    }
  }

  @Row(
      call = "`update` with a file",
      holds = "sends `asset_checkin`; its `changedMetadata` has the changed fields",
      evidence = OURS)
  void checkIn() {
    String id = plain("a.bin");
    try (Subscriber subscriber = all()) {
      admin().upload("/services/update", "a", NEXT, "id", id, "title", "t").is(200);
      JsonNode event = subscriber.event();
      assertThat(event.path("type").asText()).isEqualTo("asset_checkin");
      JsonNode changed = event.path("changedMetadata");
      assertThat(changed.at("/title/newValue").asText()).isEqualTo("t");
      assertThat(changed.at("/versionNumber/newValue").asInt()).isEqualTo(2);
      assertThat(changed.has("firstExtractedChecksum")).isTrue();
    }
  }

  @Row(
      call = "`update` with a file",
      holds =
          "sends `asset_update_metadata` afterwards for the new preview, if it did not exist yet",
      evidence = OURS)
  void previewOfACheckIn() {
    String id = file("a.jpg", Samples.picture("jpg", 40, 30));
    hitWith(id, "previewState", "yes");
    try (Subscriber subscriber =
        subscriber(
            "asset_checkin asset_update_metadata", "\"metadataToReturn\":[\"previewState\"]")) {
      admin().upload("/services/update", "a", Samples.picture("jpg", 60, 20), "id", id).is(200);
      assertThat(subscriber.event().path("type").asText()).isEqualTo("asset_checkin");
      hitWith(id, "previewState", "yes");
      assertThat(picture(get(hit(id).path("previewUrl").asText())).getWidth()).isEqualTo(60);
    }
  }

  @Row(
      call = "`checkout`, `undocheckout`",
      holds = "send `asset_checkout`, `asset_undo_checkout`",
      evidence = OURS)
  void checkOut() {
    String id = plain("a.bin");
    try (Subscriber subscriber = all()) {
      post("/services/checkout/" + id).is(200);
      post("/services/undocheckout/" + id).is(200);
      assertThat(events(subscriber))
          .containsExactly("asset_checkout /a.bin", "asset_undo_checkout /a.bin");
    }
  }

  @Row(call = "`copy`", holds = "sends `asset_create_by_copy` for each asset", evidence = OURS)
  void copy() {
    plain("f/a.bin");
    plain("f/b.bin");
    try (Subscriber subscriber = all()) {
      post("/services/copy", "source", here + "/f", "target", here + "/g").is(200);
      assertThat(events(subscriber))
          .contains("asset_create_by_copy /g/a.bin", "asset_create_by_copy /g/b.bin")
          .doesNotContain("asset_create /g/a.bin");
    }
  }

  @Row(
      call = "`move`, `update` of name or folder",
      holds = "send `asset_rename` within the same folder, `asset_move` to another folder",
      evidence = OURS)
  void moveAndRename() {
    String id = plain("a.bin");
    try (Subscriber subscriber = all()) {
      post("/services/move", "source", here + "/a.bin", "target", here + "/b.bin").is(200);
      post("/services/move", "source", here + "/b.bin", "target", here + "/f/b.bin").is(200);
      post("/services/update", "id", id, "name", "c.bin").is(200);
      post("/services/update", "id", id, "folderPath", here).is(200);
      List<String> events = events(subscriber);
      assertThat(events).hasSize(5).contains("folder_create /f");
      assertThat(events)
          .containsSubsequence(
              "asset_rename /b.bin",
              "asset_move /f/b.bin",
              "asset_rename /f/c.bin",
              "asset_move /c.bin");
    }
  }

  @Row(
      call = "`move` of a folder",
      holds =
          "sends the same for each asset inside, by the source and target of the request; the"
              + " folder itself has no event",
      evidence = OURS)
  void moveAFolder() {
    plain("f/deep/a.bin");
    try (Subscriber subscriber = all()) {
      post("/services/move", "source", here + "/f", "target", here + "/g").is(200);
      assertThat(events(subscriber)).containsExactly("asset_rename /g/deep/a.bin");
      post("/services/createFolder", "path", here + "/h").is(200);
      post("/services/move", "source", here + "/g", "target", here + "/h/g").is(200);
      assertThat(events(subscriber))
          .containsExactlyInAnyOrder("folder_create /h", "asset_move /h/g/deep/a.bin");
    }
  }

  @Row(
      call = "`remove`",
      holds = "sends `asset_remove` for each asset and `folder_remove` for each folder",
      evidence = OURS)
  void remove() {
    plain("f/g/a.bin");
    try (Subscriber subscriber = all()) {
      post("/services/remove", "folderPath", here + "/f").is(200);
      assertThat(events(subscriber))
          .containsExactlyInAnyOrder(
              "asset_remove /f/g/a.bin", "folder_remove /f/g", "folder_remove /f");
    }
  }

  @Row(call = "`version/promote`", holds = "sends `asset_promote`", evidence = OURS)
  void promote() {
    String id = plain("a.bin");
    admin().upload("/services/update", "a", NEXT, "id", id).is(200);
    try (Subscriber subscriber = all()) {
      post("/services/version/promote", "assetId", id, "version", "1").is(200);
      assertThat(events(subscriber)).containsExactly("asset_promote /a.bin");
    }
  }

  @Row(
      call = "create a folder",
      holds = "sends `folder_create`, also for missing parents",
      evidence = OURS)
  void folders() {
    try (Subscriber subscriber = all()) {
      post("/services/createFolder", "path", here + "/x/y").is(200);
      plain("z/a.bin");
      assertThat(events(subscriber))
          .containsExactlyInAnyOrder(
              "folder_create /x",
              "folder_create /x/y",
              "folder_create /z",
              "asset_create /z/a.bin");
    }
  }

  @Row(
      call = "`createAuthKey`, `revokeAuthKeys`",
      holds = "send `authkey_create`, `authkey_remove`",
      evidence = OURS)
  void authKeys() {
    String[] call = {"subject", "s", "validUntil", "2099-01-31", "assetIds", plain("a.bin")};
    try (Subscriber subscriber = subscriber("authkey_create authkey_remove")) {
      String key = post("/services/createAuthKey", call).is(200).json().path("authKey").asText();
      post("/services/revokeAuthKeys", "keys", key).is(200);
      List<JsonNode> events =
          subscriber.until(
              event ->
                  event.path("authKey").asText().equals(key)
                      && event.path("type").asText().equals("authkey_remove"));
      assertThat(events)
          .anySatisfy(
              event -> {
                assertThat(event.path("authKey").asText()).isEqualTo(key);
                assertThat(event.path("type").asText()).isEqualTo("authkey_create");
              });
    }
  }

  @Row(
      call = "an index entry rebuilt by the rescue command",
      holds = "`asset_create_from_filestore_rescue` is in the catalogue, with its schema",
      evidence = OURS)
  void rescue() {
    JsonNode type = get("/api/event-types/asset_create_from_filestore_rescue").is(200).json();
    assertThat(type.path("firesWhen").toString()).contains("rescue");
  }

  @Row(
      call = "`asset_create_from_version`",
      holds = "webhooks can subscribe to it; Carillon never sends it",
      evidence = OURS)
  void createFromVersion() {
    JsonNode type = get("/api/event-types/asset_create_from_version").is(200).json();
    assertThat(type.path("firesWhen").toString() + type.path("notWhen")).isNotEmpty();
    try (Subscriber subscriber = subscriber("asset_create_from_version")) {
      assertThat(subscriber.webhook().path("eventTypes").toString())
          .isEqualTo("[\"asset_create_from_version\"]");
    }
  }

  @Row(
      call = "a collection created, changed, removed",
      holds = "send the same events as any other asset",
      evidence = OURS)
  void collections() {
    try (Subscriber subscriber = all()) {
      String id = plain("c.collection");
      post("/services/update", "id", id, "title", "t").is(200);
      post("/services/remove", "ids", id).is(200);
      assertThat(events(subscriber))
          .containsExactly(
              "asset_create /c.collection",
              "asset_update_metadata /c.collection",
              "asset_remove /c.collection");
    }
  }

  @Row(
      call = "relations, members of a collection, a folder's metadata, an auth key's change",
      holds = "send no event",
      evidence = OURS)
  void noEvents() {
    String one = plain("one.bin");
    String two = plain("two.bin");
    String collection = plain("c.collection");
    String folder =
        json("POST", "/api/folder", "{\"path\":\"" + here + "/f\"}").json().path("id").asText();
    String[] key = {"subject", "s", "validUntil", "2099-01-31", "assetIds", one};
    String made = post("/services/createAuthKey", key).is(200).json().path("authKey").asText();
    try (Subscriber subscriber = all()) {
      String[] relation = {"relationType", "related", "target1Id", one, "target2Id", two};
      post("/services/createRelation", relation).is(200);
      post("/services/collection/add", "collectionId", collection, "childIds", one).is(200);
      json("PUT", "/api/folder/" + folder, "{\"metadata\":{\"description\":\"d\"}}").is(200);
      post("/services/updateAuthKey", "key", made, "subject", "t", "validUntil", "2099-01-31")
          .is(200);
      assertThat(events(subscriber)).isEmpty();
    }
  }

  @Row(
      call = "`asset_move`, `asset_rename`, `asset_remove`",
      holds = "`metadata` shows the state after a move, and the last state before a removal",
      evidence = OURS)
  void theStateShown() {
    String id = plain("a.bin", "title", "t");
    try (Subscriber subscriber =
        subscriber("asset_rename asset_remove", "\"metadataToReturn\":[\"assetPath\",\"title\"]")) {
      post("/services/move", "source", here + "/a.bin", "target", here + "/b.bin").is(200);
      assertThat(subscriber.event().at("/metadata/assetPath").asText()).isEqualTo(here + "/b.bin");
      post("/services/remove", "ids", id).is(200);
      JsonNode removed = subscriber.event();
      assertThat(removed.at("/metadata/assetPath").asText()).isEqualTo(here + "/b.bin");
      assertThat(removed.at("/metadata/title").asText()).isEqualTo("t");
    }
  }
}
