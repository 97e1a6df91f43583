package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestResponse;

/** Which events the filters of a webhook let through. */
@Title("Webhooks: the filters")
final class WebhookFilterContract extends Part {

  private static final String BASE = "/services/admin/webhook";
  private static final String FILTERS = "filters";

  private TestResponse create(String more) {
    return json(
        "POST",
        BASE,
        """
        {"name":"n","url":"https://example.com/hook","eventTypes":[],"enabled":false%s}\
        """
            .formatted(more));
  }

  private JsonNode with(String more) {
    return create(more).is(201).json();
  }

  @Row(
      call = "webhook: `triggerMetadataFields`",
      holds = "asset events are sent only if at least one listed field changed",
      evidence = CONFIRMED)
  void triggerMetadataFields() {
    String id = plain("a.bin");
    try (Subscriber subscriber =
        subscriber("asset_update_metadata", "\"triggerMetadataFields\":[\"status\",\"rating\"]")) {
      post("/services/update", "id", id, "title", "t").is(200);
      post("/services/update", "id", id, "rating", "3").is(200);
      assertThat(subscriber.event().path("changedMetadata").has("rating")).isTrue();
    }
  }

  @Row(
      call = "webhook: `triggerMetadataFields`",
      holds = "an event without changed metadata is not sent if the list is not empty",
      evidence = OURS)
  void triggersOfRemovals() {
    String id = plain("a.bin");
    try (Subscriber subscriber =
        subscriber(
            "asset_remove asset_update_metadata", "\"triggerMetadataFields\":[\"status\"]")) {
      post("/services/remove", "ids", id).is(200);
      post("/services/update", "id", plain("b.bin"), "status", "Final").is(200);
      assertThat(subscriber.event().path("type").asText()).isEqualTo("asset_update_metadata");
    }
  }

  @Row(
      call = "webhook: `triggerMetadataFields`",
      holds = "applies to creates too: a field that gets a value counts as changed",
      evidence = CONFIRMED)
  void triggersOfCreates() {
    try (Subscriber subscriber =
        subscriber("asset_create", "\"triggerMetadataFields\":[\"status\"]")) {
      plain("a.bin");
      String id = plain("b.bin", "status", "New");
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(id);
    }
  }

  @Row(
      call = "webhook: `foldersAndQuery`",
      holds = "applies to asset events only; it has `folders` and a Lucene-style `query`",
      evidence = CONFIRMED)
  void foldersAndQuery() {
    try (Subscriber subscriber =
        subscriber(
            "asset_create",
            "\"foldersAndQuery\":{\"folders\":[\"%s/in\"],\"query\":\"title:wanted\"}"
                .formatted(here))) {
      plain("in/a.bin");
      plain("out/b.bin", "title", "wanted");
      String id = plain("in/c.bin", "title", "wanted");
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(id);
    }
  }

  @Row(
      call = "webhook: `foldersAndQuery`",
      holds =
          "an asset matches if it is in any of the folders or their sub-folders; `nature` means"
              + " `/nature`",
      evidence = OURS)
  void foldersOfTheFilter() {
    try (Subscriber subscriber =
        subscriber(
            "asset_create",
            "\"foldersAndQuery\":{\"folders\":[\"%s/x\",\"%s/y\"]}"
                .formatted(here.substring(1), here))) {
      String one = plain("x/deep/a.bin");
      String two = plain("y/b.bin");
      assertThat(subscriber.events())
          .extracting(event -> event.path("assetId").asText())
          .containsExactlyInAnyOrder(one, two);
    }
  }

  @Row(
      call = "webhook: `foldersAndQuery`",
      holds =
          "`[]` means all folders, `\"\"` means all assets; an unset filter is shown as"
              + " `{\"folders\":[],\"query\":\"\"}`; `enableWildcardSelection` is stored and shown",
      evidence = OURS)
  void emptyFilters() {
    assertThat(with("").path("foldersAndQuery").toString())
        .isEqualTo("{\"folders\":[],\"query\":\"\"}");
    assertThat(
            with(",\"foldersAndQuery\":{\"folders\":[],\"query\":\"\","
                    + "\"enableWildcardSelection\":true}")
                .at("/foldersAndQuery/enableWildcardSelection")
                .asBoolean())
        .isTrue();
    try (Subscriber subscriber =
        subscriber("asset_create", "\"foldersAndQuery\":{\"folders\":[],\"query\":\"\"}")) {
      String id = plain("a.bin");
      subscriber.until(event -> event.path("assetId").asText().equals(id));
    }
  }

  @Row(call = "webhook: `foldersAndQuery`", holds = "wildcards in `query` work", evidence = OURS)
  void wildcards() {
    try (Subscriber subscriber =
        subscriber(
            "asset_create",
            "\"foldersAndQuery\":{\"folders\":[\"%s\"],\"query\":\"title:wan?ed AND headline:zeb*\"}"
                .formatted(here))) {
      plain("a.bin", "title", "wanted");
      String id = plain("b.bin", "title", "wanted", "headline", "zebra");
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(id);
    }
  }

  @Row(
      call = FILTERS,
      holds = "folder and auth key events ignore `foldersAndQuery` and `triggerMetadataFields`",
      evidence = CONFIRMED)
  void whatFiltersIgnore() {
    try (Subscriber subscriber =
        subscriber(
            "folder_create authkey_create",
            "\"triggerMetadataFields\":[\"status\"],"
                + "\"foldersAndQuery\":{\"folders\":[\"/elsewhere\"],\"query\":\"title:x\"}")) {
      post("/services/createFolder", "path", here + "/f").is(200);
      subscriber.until(event -> event.path("folderPath").asText().equals(here + "/f"));
      String[] key = {
        "subject", "s", "validUntil", "2099-01-31", "containerId", plain("c.collection")
      };
      String made = post("/services/createAuthKey", key).is(200).json().path("authKey").asText();
      subscriber.until(event -> event.path("authKey").asText().equals(made));
    }
  }

  @Row(
      call = FILTERS,
      holds = "use the state after the change, or the last state before a removal",
      evidence = DOCUMENTS)
  void theStateThatFiltersSee() {
    String id = plain("a.bin", "status", "New");
    try (Subscriber subscriber =
        subscriber(
            "asset_update_metadata asset_remove",
            "\"foldersAndQuery\":{\"folders\":[\"%s\"],\"query\":\"status:Final\"}"
                .formatted(here))) {
      post("/services/update", "id", id, "status", "Draft").is(200);
      post("/services/update", "id", id, "status", "Final").is(200);
      assertThat(subscriber.event().at("/changedMetadata/status/newValue").asText())
          .isEqualTo("Final");
      post("/services/remove", "ids", id).is(200);
      assertThat(subscriber.event().path("type").asText()).isEqualTo("asset_remove");
    }
  }

  @Row(
      call = FILTERS,
      holds = "`folders` match a move by the path before or after it",
      evidence = DOCUMENTS)
  void foldersOfAMove() {
    String id = plain("in/a.bin");
    try (Subscriber subscriber =
        subscriber("asset_move", "\"foldersAndQuery\":{\"folders\":[\"%s/in\"]}".formatted(here))) {
      post("/services/move", "source", here + "/in/a.bin", "target", here + "/out/a.bin").is(200);
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(id);
      post("/services/move", "source", here + "/out/a.bin", "target", here + "/in/a.bin").is(200);
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(id);
    }
  }

  @Row(
      call = FILTERS,
      holds = "`relatedTo` is rejected; `NOW` is the event's time",
      evidence = DOCUMENTS)
  void relatedToAndNow() {
    create(",\"foldersAndQuery\":{\"query\":\"relatedTo:0000000000000000000000\"}").is(400);
    try (Subscriber subscriber =
        subscriber(
            "asset_create",
            "\"foldersAndQuery\":{\"folders\":[\"%s\"],\"query\":\"assetCreated:[NOW-1DAY TO *]\"}"
                .formatted(here))) {
      String id = plain("a.bin");
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(id);
    }
  }
}
