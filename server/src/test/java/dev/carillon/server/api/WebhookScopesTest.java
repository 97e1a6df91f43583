package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.webhooks.payload.catalogue.JsonSchemas;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code filterChange} and {@code onBehalfOf} of webhooks, and the schema of their payloads. */
class WebhookScopesTest {

  private static final String ADMIN = "/services/admin/webhook";
  private static final String FINAL =
      "\"foldersAndQuery\": {\"folders\": [], \"query\": \"status:Final\"}, ";

  private static RecordedServer server;

  @BeforeAll
  static void start(@TempDir Path home) {
    server = new RecordedServer(home, "", "vera", "paul", "gone", "off");
    List.of("/open", "/secret").forEach(server::folder);
    server.allow("vera", "/open", "V--------");
    server.allow("paul", "/open", "VP-------");
    server.allow("paul", "/secret", "---------");
    server.allow("gone", "/open", "VP-------");
    server.allow("off", "/open", "VP-------");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void wrongValuesAreRefusedWithWhatIsAllowed() {
    refused("\"filterChange\": \"gone\"", "filterChange", "gone", "any, entered, left or within");
    refused("\"filterChange\": 7", "filterChange", "7", "any, entered, left or within");
    refused("\"filterChange\": [\"any\"]", "filterChange[0]", "any", "entered, left and within");
    refused("\"onBehalfOf\": \"vera\"", "onBehalfOf", "vera", "{\"user\": \"…\"}");
    refused("\"onBehalfOf\": {}", "onBehalfOf", "{}", "{\"group\": \"…\"}");
    refused(
        "\"onBehalfOf\": {\"user\": \"nosuch\"}",
        "onBehalfOf.user",
        "nosuch",
        "the name of an enabled user");
    refused(
        "\"onBehalfOf\": {\"group\": \"nosuch\"}",
        "onBehalfOf.group",
        "nosuch",
        "the name or id of a group");
    for (String field : List.of("assetModified", "assetModifier", "textContent")) {
      refused(
          "\"filterChange\": \"left\", \"foldersAndQuery\": {\"query\": \"-" + field + ":*\"}",
          "filterChange",
          "left",
          "any while the query names " + field);
    }
  }

  private static void refused(String members, String field, String value, String allowed) {
    String message =
        server
            .admin()
            .json("POST", ADMIN, "{" + head("refused") + ", " + members + "}")
            .is(400)
            .json()
            .path("message")
            .asText();
    assertThat(message).contains("'" + field + "'", value, allowed);
  }

  @Test
  void bothAreShownAndStayWhereTheWholeObjectIsSentBack() {
    ObjectNode webhook = (ObjectNode) made("plain", "");
    assertThat(webhook.path("filterChange").asText()).isEqualTo("any");
    assertThat(webhook.path("onBehalfOf").isNull()).isTrue();

    String path = ADMIN + "/" + webhook.path("id").asText();
    String group = server.group("Press office");
    JsonNode changed =
        server
            .admin()
            .json(
                "POST",
                path,
                "{\"filterChange\": [\"left\", \"entered\"], \"onBehalfOf\": {\"group\": \""
                    + group
                    + "\"}}")
            .is(200)
            .json();
    assertThat(changed.path("filterChange").toString()).isEqualTo("[\"entered\",\"left\"]");
    assertThat(changed.path("onBehalfOf").toString()).isEqualTo("{\"group\":\"Press office\"}");

    // also where the group is gone meanwhile
    server.admin().delete("/api/groups/" + group).is(204);
    JsonNode again = server.admin().json("POST", path, changed.toString()).is(200).json();
    assertThat(again.path("onBehalfOf")).isEqualTo(changed.path("onBehalfOf"));
    assertThat(again.path("warnings").toString())
        .contains("'onBehalfOf': the group 'Press office' was removed");

    JsonNode reset =
        server
            .admin()
            .json("POST", path, "{\"filterChange\": \"any\", \"onBehalfOf\": null}")
            .is(200)
            .json();
    assertThat(reset.path("filterChange").asText()).isEqualTo("any");
    assertThat(reset.path("onBehalfOf").isNull()).isTrue();
    assertThat(reset.path("warnings").isEmpty()).isTrue();
  }

  @Test
  void whatLeavesAQueryIsToldAndOthersSeeNoDifference() {
    try (Recorder left = recorder(FINAL + "\"filterChange\": \"left\"");
        Recorder plain = recorder(FINAL + "\"filterChange\": \"any\"")) {
      String id = server.asset("/open/leaves.txt", "status", "Final");
      update(id, "status", "Draft");
      update(id, "status", "Final");
      server.admin().form("/services/remove", "ids", id).is(200);

      assertThat(left.events(server.admin()).stream().filter(e -> about(e, id)))
          .extracting(e -> e.path("type").asText() + " " + e.path("filterChange").asText())
          .containsExactly("asset_update_metadata left", "asset_remove left");
      assertThat(plain.events(server.admin()))
          .isNotEmpty()
          .allSatisfy(event -> assertThat(event.has("filterChange")).isFalse());
    }
  }

  @Test
  void aPromotedVersionLeavesToo() {
    try (Recorder left = recorder(FINAL + "\"filterChange\": [\"left\"]")) {
      String id = server.asset("/open/promoted.txt", "status", "Draft");
      server
          .admin()
          .upload("POST", "/services/update", "p.txt", "second", "id", id, "status", "Final")
          .is(200);
      server.admin().form("/services/version/promote", "assetId", id, "version", "1").is(200);

      JsonNode event = left.event(e -> about(e, id));
      assertThat(event.path("type").asText()).isEqualTo("asset_promote");
      assertThat(event.path("changedMetadata").isEmpty()).isTrue();
    }
  }

  @Test
  void noPayloadShowsMoreThanTheViewerMaySee() {
    String all = "\"metadataToReturn\": [\"assetPath\", \"textContent\"], ";
    try (Recorder vera = recorder(all + "\"onBehalfOf\": {\"user\": \"vera\"}");
        Recorder paul = recorder(all + "\"onBehalfOf\": {\"user\": \"paul\"}")) {
      String hidden = server.asset("/secret/plan.txt");
      String id = server.asset("/open/plain.txt");
      JsonNode seen = vera.event(e -> about(e, id));
      assertThat(seen.path("metadata").toString()).isEqualTo("{\"assetPath\":\"/open/plain.txt\"}");
      JsonNode read = paul.event(e -> about(e, id));
      assertThat(read.at("/metadata/textContent").asText()).contains("words of");

      update(hidden, "folderPath", "/open");
      JsonNode moved = vera.event(e -> about(e, hidden));
      assertThat(moved.path("type").asText()).isEqualTo("asset_move");
      assertThat(moved.toString()).doesNotContain("secret");
      assertThat(moved.at("/changedMetadata/folderPath").toString())
          .isEqualTo("{\"oldValue\":null,\"newValue\":\"/open\"}");
    }
  }

  @Test
  void whatIsMovedOutOfSightIsShownAsItWasSeenLast() {
    try (Recorder vera =
        recorder(
            "\"metadataToReturn\": [\"assetPath\"], \"filterChange\": \"left\","
                + " \"onBehalfOf\": {\"user\": \"vera\"}")) {
      String id = server.asset("/open/away.txt");
      update(id, "folderPath", "/secret");

      JsonNode event = vera.event(e -> about(e, id));
      assertThat(event.at("/metadata/assetPath").asText()).isEqualTo("/open/away.txt");
      assertThat(event.path("changedMetadata").isEmpty()).isTrue();
      assertThat(event.toString()).doesNotContain("secret");
    }
  }

  @Test
  void aUserWhoIsGoneOrDisabledGetsNothingAndALaterOneOfThatNameNeither() {
    try (Recorder gone = recorder("\"onBehalfOf\": {\"user\": \"gone\"}");
        Recorder off = recorder("\"onBehalfOf\": {\"user\": \"off\"}")) {
      String first = server.asset("/open/first.txt");
      assertThat(gone.event(e -> about(e, first)).has("assetId")).isTrue();
      assertThat(off.event(e -> about(e, first)).has("assetId")).isTrue();

      server.admin().delete("/api/users/gone").is(204);
      server.admin().json("PUT", "/api/users/off", "{\"enabled\": false}").is(200);
      String second = server.asset("/open/second.txt");
      server.newUser("gone");
      server.allow("gone", "/open", "VP-------");
      String third = server.asset("/open/third.txt");

      for (Recorder recorder : List.of(gone, off)) {
        assertThat(recorder.events(server.admin()))
            .noneMatch(event -> about(event, second) || about(event, third));
        assertThat(warnings(recorder)).contains("was removed, or is disabled");
      }
    }
  }

  @Test
  void eventsOfShareLinksAreNotSentOnBehalfOfAnybody() {
    try (Recorder vera = recorder("\"onBehalfOf\": {\"user\": \"vera\"}")) {
      assertThat(warnings(vera)).contains("events of auth keys are not sent");
      String id = server.asset("/open/shared.txt");
      server
          .admin()
          .form(
              "/services/createAuthKey", "subject", "s", "validUntil", "2099-01-01", "assetIds", id)
          .is(200);
      server.folder("/open/new");
      server.folder("/secret/new");

      assertThat(vera.events(server.admin()))
          .noneMatch(event -> event.path("type").asText().startsWith("authkey"))
          .noneMatch(event -> event.path("folderPath").asText().equals("/secret/new"))
          .anyMatch(event -> event.path("folderPath").asText().equals("/open/new"));
    }
  }

  @Test
  void aDeliveryIsNotSentByHandToAWebhookWhoseViewerMayNotSeeIt() {
    try (Recorder admin = recorder("\"metadataToReturn\": []");
        Recorder vera = recorder("\"onBehalfOf\": {\"user\": \"vera\"}")) {
      String id = server.asset("/secret/by-hand.txt");
      assertThat(admin.event(e -> about(e, id)).has("assetId")).isTrue();
      JsonNode delivery =
          server
              .admin()
              .get("/api/deliveries", "webhook", admin.id(), "limit", "1")
              .is(200)
              .json()
              .at("/items/0");
      String path = "/api/deliveries/" + delivery.path("id").asText() + "/redeliveries";
      String message =
          server
              .admin()
              .json("POST", path, "{\"webhook\": \"" + vera.id() + "\"}")
              .is(409)
              .json()
              .path("message")
              .asText();
      assertThat(message).contains("'onBehalfOf' may not see");
    }
  }

  @Test
  void whatAWebhookMissedIsAskedForAgainWhenItIsRecovered() {
    try (Recorder vera = recorder("\"onBehalfOf\": {\"user\": \"vera\"}")) {
      server.admin().bare("PUT", vera.path() + "/disable").is(200);
      server.folder("/open/later");
      String seen = server.asset("/open/seen.txt");
      String unseen = server.asset("/open/later/unseen.txt");
      server.allow("vera", "/open/later", "---------");
      server.admin().bare("PUT", vera.path() + "/enable").is(200);
      server
          .admin()
          .json("POST", vera.path() + "/recover", "{\"since\": \"2020-01-01T00:00:00Z\"}")
          .is(200);

      assertThat(vera.event(e -> about(e, seen)).has("assetId")).isTrue();
      assertThat(vera.events(server.admin())).noneMatch(event -> about(event, unseen));
    }
  }

  @Test
  void theSchemaOfAWebhookIsThatOfExactlyItsPayloads() {
    String asked =
        "\"metadataToReturn\": [\"id\", \"assetPath\", \"status\", \"fileSize\", \"assetCreated\","
            + " \"tags\", \"rating\", \"previewState\", \"cf_note\"],"
            + " \"changedMetadataToReturn\": [\"status\", \"tags\", \"fileSize\", \"rating\"], ";
    try (Recorder all = recorder(asked + "\"filterChange\": \"any\"");
        Recorder some = recorder(asked + FINAL + "\"filterChange\": [\"entered\", \"left\"]");
        Recorder plain = recorder("\"metadataToReturn\": [\"width\"]")) {
      String id = server.asset("/open/typed.txt", "status", "Final", "tags", "a,b", "rating", "3");
      update(id, "status", "Draft");
      update(id, "tags", "c");
      update(id, "cf_note", "seen");
      server
          .admin()
          .form("/services/copy", "source", "/open/typed.txt", "target", "/open/typed2.txt");
      server.folder("/open/typed");
      server
          .admin()
          .form(
              "/services/createAuthKey", "subject", "s", "validUntil", "2099-01-01", "assetIds", id)
          .is(200);
      server.admin().form("/services/remove", "ids", id).is(200);

      for (Recorder recorder : List.of(all, some, plain)) {
        JsonSchemas schema = JsonSchemas.of(schema(recorder).toString());
        List<JsonNode> events = recorder.events(server.admin());
        assertThat(events).hasSizeGreaterThan(recorder.equals(some) ? 1 : 6);
        for (JsonNode event : events) {
          assertThat(schema.faults(event.toString())).as("%s", event).isEmpty();
          ObjectNode more = event.deepCopy();
          more.put("more", 1);
          assertThat(schema.faults(more.toString())).as("%s", more).isNotEmpty();
          if (event.path("metadata") instanceof ObjectNode metadata) {
            ObjectNode other = event.deepCopy();
            other.set("metadata", metadata.deepCopy().put("description", "x"));
            assertThat(schema.faults(other.toString())).as("%s", other).isNotEmpty();
          }
        }
      }
      assertThat(schema(some).at("/$defs/AssetMove/required").toString()).contains("filterChange");
      assertThat(schema(all).at("/$defs/AssetMove/properties").has("filterChange")).isFalse();
    }
  }

  @Test
  void aTestEventFitsTheSchemaToo() {
    try (Recorder left = recorder("\"filterChange\": \"left\"")) {
      JsonSchemas schema = JsonSchemas.of(schema(left).toString());
      for (String type : List.of("ping", "asset_move", "folder_create")) {
        server
            .admin()
            .json(
                "POST",
                "/api/webhooks/" + left.id() + "/tests",
                "{\"eventType\": \"" + type + "\"}")
            .is(200);
        String sent = left.event(e -> e.path("type").asText().equals(type)).toString();
        assertThat(schema.faults(sent)).as(sent).isEmpty();
      }
    }
  }

  @Test
  void typesAreThoseOfTheWebhook() {
    JsonNode webhook =
        made("types", "\"metadataToReturn\": [\"status\"], \"filterChange\": \"left\"");
    String path = "/api/webhooks/" + webhook.path("id").asText() + "/types";
    String typeScript = server.admin().get(path).is(200).text();
    assertThat(typeScript)
        .contains("export interface Metadata {", "status?: string;", "filterChange: \"left\";")
        .doesNotContain("FolderCreate");
    assertThat(server.admin().get(path, "language", "java").is(200).text())
        .contains("record Metadata(\n      String status)", "String filterChange");
    assertThat(server.admin().unchecked().get(path, "language", "cobol").is(400).text())
        .contains("'language'", "cobol", "typescript");
  }

  private static JsonNode schema(Recorder recorder) {
    return server.admin().get("/api/webhooks/" + recorder.id() + "/schema").is(200).json();
  }

  private static String warnings(Recorder recorder) {
    return server.admin().get(recorder.path()).is(200).json().path("warnings").toString();
  }

  private static Recorder recorder(String members) {
    return new Recorder(server.admin(), members + ", " + Recorder.ALL_EVENTS);
  }

  private static JsonNode made(String name, String members) {
    String body = "{" + head(name) + (members.isEmpty() ? "" : ", " + members) + "}";
    return server.admin().json("POST", ADMIN, body).is(201).json();
  }

  private static String head(String name) {
    return "\"name\": \""
        + name
        + "\", \"url\": \"http://127.0.0.1:9/\", \"eventTypes\": [\"asset_move\"]";
  }

  private static boolean about(JsonNode event, String asset) {
    return event.path("assetId").asText().equals(asset);
  }

  private static void update(String id, String field, String value) {
    server.admin().form("/services/update", "id", id, field, value).is(200);
  }
}
