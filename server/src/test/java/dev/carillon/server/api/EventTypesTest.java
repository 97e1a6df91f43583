package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTypesTest {

  private static final String BASE = "/api/event-types";

  @TempDir private Path home;
  private ApiServer server;

  @BeforeEach
  void start() {
    server = new ApiServer(home, TestDatabase.SQLITE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void allTypesAreListedWithTheNumberOfTheirWebhooks() {
    JsonNode list = server.admin().get(BASE).is(200).json();
    assertThat(list).hasSize(25);
    assertThat(used(list, "asset_create")).isEqualTo(1);
    assertThat(used(list, "asset_create_from_version")).isZero();
    assertThat(used(list, "webhook.disabled")).isZero();
    server
        .admin()
        .json(
            "POST",
            "/services/admin/webhook",
            """
            {"name": "second", "url": "http://127.0.0.1:1/", "eventTypes": ["asset_create"],
             "operationalEvents": ["webhook.disabled"], "enabled": false}""")
        .is(201);
    list = server.admin().get(BASE + "/").is(200).json();
    assertThat(used(list, "asset_create")).isEqualTo(2);
    assertThat(used(list, "webhook.disabled")).isEqualTo(1);
  }

  @Test
  void aTypeShowsItsSchemaAndAnExampleOfItsPayload() {
    JsonNode type = server.admin().get(BASE + "/folder_create").is(200).json();
    TestResponse schema = server.admin().get(BASE + "/folder_create/schema").is(200);
    assertThat(schema.header("Content-Type")).isEqualTo("application/schema+json");
    assertThat(type.path("schema")).isEqualTo(schema.json());
    assertThat(schema.json().path("$schema").asText()).contains("2020-12");
    assertThat(type.path("example"))
        .isEqualTo(server.admin().get(BASE + "/folder_create/example").is(200).json());
    assertThat(type.path("fields").findValuesAsText("path"))
        .containsExactly("timestamp", "type", "folderId", "folderPath", "metadata", "metadata.*");
  }

  @Test
  void typesForReceiversAreSavedAsFiles() {
    TestResponse script = server.admin().get(BASE + "/types.ts").is(200);
    assertThat(script.text()).contains("export interface AssetCreateByCopy {");
    assertThat(script.header("Content-Disposition")).contains("carillon-events.ts");
    TestResponse java = server.admin().get(BASE + "/types.java").is(200);
    assertThat(java.text()).contains("record AssetCreateByCopy(");
    assertThat(java.header("Content-Disposition")).contains("CarillonEvent.java");
  }

  @Test
  void aTypeThatIsNotThereIsToldWithTheNearest() {
    TestResponse reply = server.admin().get(BASE + "/asset_creat").is(404);
    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    assertThat(reply.json().path("code").asText()).isEqualTo("NotFound");
    assertThat(reply.json().path("detail").asText())
        .isEqualTo("There is no event type 'asset_creat'; the nearest is 'asset_create'");
  }

  @Test
  void whatIsNotDescribedIsRefused() {
    TestResponse reply = server.admin().get(BASE, "group", "asset").is(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("BadRequest");
    assertThat(reply.json().path("detail").asText())
        .isEqualTo("'group' is unknown; this request has no parameters");
    assertThat(server.admin().get("/api/folder/list", "siz", "3").is(400).text())
        .contains("did you mean 'size'?");
  }

  @Test
  void onlyWebhookAdministratorsSeeThem() {
    for (String path : List.of("", "/asset_create", "/asset_create/schema", "/types.ts")) {
      server.anonymous().get(BASE + path).is(401);
    }
  }

  private static int used(JsonNode list, String name) {
    return list.valueStream()
        .filter(type -> type.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path("webhooks")
        .asInt(-1);
  }
}
