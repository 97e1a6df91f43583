package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.TestEngine;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.List;

/** Processes, image presets, external processing, and what callers only look at. */
@Title("Processes, presets, external processing, monitoring")
final class ProcessContract extends Part {

  private static final String PRESET = "`renditionpreset/…`";
  private static final String EXTERNAL = "`admin/externalProcessing`";

  private String process(TestClient caller) {
    return caller
        .form("/services/copy", "source", here + "/a.txt", "target", here + "/b.txt", "async", "1")
        .is(200)
        .json()
        .path("processId")
        .asText();
  }

  @Row(
      call = "`process/info`",
      holds = "`processId` returns `cancelable` and other fields",
      evidence = CLIENTS)
  void cancelable() {
    asset("a.txt");
    JsonNode info = get("/services/process/info", "processId", process(admin())).is(200).json();
    assertThat(info.path("cancelable").isBoolean()).as(info.toString()).isTrue();
  }

  @Row(
      call = "`process/info`",
      holds =
          "returns `{processId,name,state,processedCount,errorCount,totalCount,cancelable,…}`; a"
              + " finished process stays for an hour",
      evidence = OURS)
  void info() {
    asset("a.txt");
    String id = process(admin());
    JsonNode info = get("/services/process/info", "processId", id).is(200).json();
    assertThat(info.path("processId").asText()).isEqualTo(id);
    assertThat(info.path("name").isTextual()).isTrue();
    assertThat(info.path("state").isTextual()).isTrue();
    assertThat(info.path("processedCount").asInt()).isEqualTo(1);
    assertThat(info.path("errorCount").asInt(-1)).isZero();
    assertThat(info.path("totalCount").asInt()).isEqualTo(1);
    assertThat(info.path("cancelable").asBoolean(true)).isFalse();
  }

  @Row(
      call = "`process/info`, `process/cancel`",
      holds = "only the user who started the process and super users may use them",
      evidence = CLIENTS)
  void whoMayAsk() {
    asset("a.txt");
    String id = process(server.user("ann"));
    server.user("ann").get("/services/process/info", "processId", id).is(200);
    get("/services/process/info", "processId", id).is(200);
    assertThat(server.user("ben").get("/services/process/info", "processId", id).status())
        .isIn(403, 404);
    assertThat(server.user("ben").form("/services/process/cancel", "processId", id).status())
        .isIn(403, 404);
  }

  @Row(
      call = "`process/cancel`",
      holds = "accepts the `processId` of a process; an unknown one is 404",
      evidence = CLIENTS)
  void cancel() {
    asset("a.txt");
    TestResponse reply = post("/services/process/cancel", "processId", process(admin()));
    assertThat(reply.status()).as(reply.text()).isIn(200, 409);
    post("/services/process/cancel", "processId", "0000000000000000000000").is(404);
    get("/services/process/info", "processId", "0000000000000000000000").is(404);
  }

  private JsonNode preset(String name) {
    String body = "{\"format\":\"png\",\"maxWidth\":30,\"ppiEnabled\":false}";
    TestResponse reply = json("POST", "/services/renditionpreset/save?name=" + name, body);
    return reply.is(200).json();
  }

  @Row(
      call = PRESET,
      holds = "`save?id&name` (JSON) saves a preset; `list` and `listAll` show it",
      evidence = CLIENTS)
  void presets() {
    preset("small");
    for (String call : List.of("list", "listAll")) {
      JsonNode presets = get("/services/renditionpreset/" + call).is(200).json();
      assertThat(presets.findValuesAsText("name")).as(call).contains("small");
    }
  }

  @Row(
      call = PRESET,
      holds =
          "a preset is `{id,name,type:\"IMAGE_PRESET\",creator,sharedWithAuthKey,"
              + "sharedWithGroups[],renditionSettings{format,scale,maxWidth,maxHeight,maxLength,"
              + "ppi,ppiEnabled,page,…,resizeMode}}`; numbers −1 are unset",
      evidence = CLIENTS)
  void thePreset() {
    preset("shape");
    JsonNode presets = get("/services/renditionpreset/list").is(200).json();
    JsonNode preset = presets;
    for (JsonNode each : presets.isArray() ? presets : presets.elements().next()) {
      preset = each.path("name").asText().equals("shape") ? each : preset;
    }
    assertThat(preset.path("id").asText()).as(presets.toString()).isNotEmpty();
    assertThat(preset.path("type").asText()).isEqualTo("IMAGE_PRESET");
    assertThat(preset.path("creator").asText()).isEqualTo("admin");
    assertThat(preset.has("sharedWithAuthKey")).isTrue();
    assertThat(preset.path("sharedWithGroups").isArray()).isTrue();
    JsonNode settings = preset.path("renditionSettings");
    assertThat(settings.path("format").asText()).isEqualTo("png");
    assertThat(settings.path("maxWidth").asInt()).isEqualTo(30);
    for (String unset : List.of("scale", "maxHeight", "maxLength", "ppi")) {
      assertThat(settings.path(unset).asInt()).as(unset).isEqualTo(-1);
    }
    assertThat(settings.path("ppiEnabled").isBoolean()).isTrue();
    assertThat(settings.has("page") && settings.has("resizeMode")).isTrue();
  }

  @Row(call = PRESET, holds = "`remove?ids` removes presets", evidence = CLIENTS)
  void removePresets() {
    preset("gone");
    JsonNode all = get("/services/renditionpreset/list").is(200).json();
    List<String> ids = all.findValuesAsText("id");
    int place = all.findValuesAsText("name").indexOf("gone");
    post("/services/renditionpreset/remove", "ids", ids.get(place)).is(200);
    assertThat(get("/services/renditionpreset/list").json().findValuesAsText("name"))
        .doesNotContain("gone");
  }

  private JsonNode engine(String name) {
    String body =
        """
        {"name":"%s","url":"http://127.0.0.1:9/engine","thumbnailUrl":"",
         "assetTypes":["zebra"],"enabled":false,"returnStorageInfo":false,"renditions":[]}"""
            .formatted(name);
    TestResponse reply = json("POST", "/services/admin/externalProcessing", body);
    assertThat(reply.status()).as(reply.text()).isIn(200, 201);
    return reply.json();
  }

  @Row(
      call = EXTERNAL,
      holds =
          "POST creates"
              + " `{id,name,url,thumbnailUrl,assetTypes[],enabled,returnStorageInfo,renditions[]}`;"
              + " GET lists them",
      evidence = CLIENTS)
  void externalProcessing() {
    JsonNode engine = engine("listed");
    for (String field :
        List.of(
            "id",
            "name",
            "url",
            "thumbnailUrl",
            "assetTypes",
            "enabled",
            "returnStorageInfo",
            "renditions")) {
      assertThat(engine.has(field)).as(field + " in " + engine).isTrue();
    }
    assertThat(get("/services/admin/externalProcessing").is(200).json().findValuesAsText("name"))
        .contains("listed");
  }

  @Row(
      call = "`admin/externalProcessing/<id>`",
      holds = "GET, PUT and DELETE read, change and remove one engine",
      evidence = CLIENTS)
  void oneExternalProcessing() {
    String path = "/services/admin/externalProcessing/" + engine("one").path("id").asText();
    assertThat(get(path).is(200).json().path("name").asText()).isEqualTo("one");
    json("PUT", path, "{\"name\":\"other\"}").is(200);
    assertThat(get(path).json().path("name").asText()).isEqualTo("other");
    assertThat(json("DELETE", path, "").status()).isIn(200, 204);
    get(path).is(404);
  }

  @Row(
      call = EXTERNAL,
      holds =
          "the server posts `assetId, originalUrl, uploadUrl, failureUrl, renditionOptions[]` to"
              + " the engine",
      evidence = CLIENTS)
  void theEngineIsCalled() throws Exception {
    try (TestEngine engine = new TestEngine()) {
      String body =
          """
          {"name":"called","url":"%s","thumbnailUrl":"%s","assetTypes":["okapi"],
           "enabled":true,"returnStorageInfo":false,"renditions":[]}"""
              .formatted(engine.url("/"), engine.url("/"));
      JsonNode made = json("POST", "/services/admin/externalProcessing", body).json();
      String id = asset("a.okapi");
      JsonNode call = engine.next().json();
      assertThat(call.path("assetId").asText()).isEqualTo(id);
      for (String field : List.of("originalUrl", "uploadUrl", "failureUrl")) {
        assertThat(call.path(field).asText()).as(field).startsWith("http");
      }
      assertThat(call.path("renditionOptions").isArray()).isTrue();
      json("DELETE", "/services/admin/externalProcessing/" + made.path("id").asText(), "");
    }
  }

  @Row(
      call =
          "`/private-api/system/active-users`, `/controller/admin/activation/currentState`,"
              + " `/services/system/metrics`",
      holds = "return a JSON object",
      evidence = CLIENTS)
  void looking() {
    for (String path :
        List.of(
            "/private-api/system/active-users",
            "/controller/admin/activation/currentState",
            "/services/system/metrics")) {
      assertThat(get(path).is(200).json().isObject()).as(path).isTrue();
    }
  }
}
