package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.webhooks.payload.catalogue.JsonSchemas;
import java.util.List;

/** The bytes that receivers read. */
@Title("Webhooks: the payload")
final class WebhookPayloadContract extends Part {

  private static final String PAYLOAD = "payload";
  private static final String ASSET = "payload of an asset event";
  private static final String CHANGED = "payload: `changedMetadata`";

  private String update(String id, String fields, String... pairs) {
    String[] call = new String[pairs.length + 2];
    call[0] = "id";
    call[1] = id;
    System.arraycopy(pairs, 0, call, 2, pairs.length);
    try (Subscriber subscriber =
        subscriber("asset_update_metadata", "\"metadataToReturn\":[" + fields + "]")) {
      post("/services/update", call).is(200);
      return subscriber.request().text();
    }
  }

  @Row(
      call = PAYLOAD,
      holds = "one POST request has one event, which is one JSON object",
      evidence = CONFIRMED)
  void oneEvent() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      plain("b.bin");
      for (int i = 0; i < 2; i++) {
        Received request = subscriber.request();
        assertThat(request.requestLine()).startsWith("POST ");
        assertThat(Subscriber.json(request).isObject()).isTrue();
      }
    }
  }

  @Row(
      call = ASSET,
      holds =
          "is `{\"timestamp\":…,\"type\":…,\"assetId\":…,\"metadata\":{…},"
              + "\"changedMetadata\":{…}}`, compact, in this order, without a trailing newline",
      evidence = CONFIRMED)
  void theShape() {
    String id = plain("a.bin", "status", "Production");
    assertThat(update(id, "\"assetDomain\",\"assetPath\"", "status", "Final"))
        .matches(
            "\\{\"timestamp\":[0-9]{13},\"type\":\"asset_update_metadata\",\"assetId\":\""
                + id
                + "\",\"metadata\":\\{\"assetDomain\":\"[a-z]+\",\"assetPath\":\""
                + here
                + "/a\\.bin\"},\"changedMetadata\":\\{\"status\":\\{\"oldValue\":\"Production\","
                + "\"newValue\":\"Final\"}}}");
  }

  @Row(
      call = PAYLOAD,
      holds =
          "text is written as by `JSON.stringify`: raw UTF-8, no `\\u` for printable characters, no"
              + " `\\/`",
      evidence = CONFIRMED)
  void text() {
    String text = "ü/☃😀\"\\<&>'\u2028\u007f\n\t";
    assertThat(update(plain("a.bin"), "\"description\"", "description", text))
        .contains("\"metadata\":{\"description\":\"ü/☃😀\\\"\\\\<&>'\u2028\u007f\\n\\t\"}");
  }

  @Row(
      call = PAYLOAD,
      holds =
          "numbers are written as by JavaScript: whole numbers without `.0`, no exponents below"
              + " 1e21",
      evidence = CONFIRMED)
  void numbers() {
    String id = plain("a.bin");
    assertThat(update(id, "\"rating\"", "rating", "3"))
        .contains("\"metadata\":{\"rating\":3}")
        .contains("\"newValue\":3}");
    assertThat(update(id, "\"gpsLatitude\"", "gpsLatitude", "52.0"))
        .contains("{\"gpsLatitude\":52}");
    assertThat(update(id, "\"gpsLatitude\"", "gpsLatitude", "51.25"))
        .contains("{\"gpsLatitude\":51.25}");
    assertThat(update(id, "\"gpsLatitude\"", "gpsLatitude", "0.00001"))
        .contains("{\"gpsLatitude\":0.00001}");
  }

  @Row(call = PAYLOAD, holds = "names of fields never look like integers", evidence = CONFIRMED)
  void namesOfFields() {
    assertThat(ModelField.all()).noneMatch(field -> field.name().matches("[0-9]+"));
    String id = plain("a.bin");
    try (Subscriber subscriber = subscriber("asset_update_metadata")) {
      post("/services/update", "id", id, "metadata", "{\"7\":\"x\"}");
      post("/services/update", "id", id, "title", "t").is(200);
      JsonNode last =
          subscriber.until(event -> event.path("changedMetadata").has("title")).getFirst();
      assertThat(last.path("changedMetadata").has("7")).isFalse();
    }
  }

  @Row(
      call = "payload: `timestamp`",
      holds = "is the time of the change, as a number of epoch milliseconds",
      evidence = CONFIRMED)
  void timestamp() {
    long before = System.currentTimeMillis();
    JsonNode event = TestResponse.json(update(plain("a.bin"), "", "title", "t"));
    assertThat(event.path("timestamp").asLong())
        .isBetween(before - 1000, System.currentTimeMillis() + 1000);
  }

  @Row(
      call = "payload: `metadata`",
      holds =
          "has the fields of `metadataToReturn` that have a value, in its order; `{}` if there are"
              + " none",
      evidence = OURS)
  void metadata() {
    String id = plain("a.bin", "title", "t");
    assertThat(update(id, "\"title\",\"headline\",\"extension\"", "status", "New"))
        .contains("\"metadata\":{\"title\":\"t\",\"extension\":\"bin\"}");
    assertThat(update(id, "\"extension\",\"title\"", "status", "Final"))
        .contains("\"metadata\":{\"extension\":\"bin\",\"title\":\"t\"}");
    assertThat(update(id, "", "status", "Draft")).contains("\"metadata\":{},");
  }

  @Row(
      call = CHANGED,
      holds = "has every field whose value differs, derived fields too; an absent value is null",
      evidence = CONFIRMED)
  void changedMetadata() {
    plain("a.bin");
    try (Subscriber subscriber = subscriber("asset_move")) {
      post("/services/move", "source", here + "/a.bin", "target", here + "/f/a.bin").is(200);
      JsonNode changed = subscriber.event().path("changedMetadata");
      assertThat(changed.at("/assetPath/oldValue").asText()).isEqualTo(here + "/a.bin");
      assertThat(changed.at("/assetPath/newValue").asText()).isEqualTo(here + "/f/a.bin");
      assertThat(changed.at("/folderPath/newValue").asText()).isEqualTo(here + "/f");
    }
    String id = plain("b.bin");
    assertThat(update(id, "", "title", "t")).contains("{\"oldValue\":null,\"newValue\":\"t\"}");
    assertThat(update(id, "", "title", "")).contains("{\"oldValue\":\"t\",\"newValue\":null}");
  }

  @Row(
      call = CHANGED,
      holds = "never has `assetModified`, `assetModifier`, `textContent`",
      evidence = OURS)
  void whatIsNeverThere() {
    String id = asset("a.txt");
    hitWith(id, "previewState", "yes");
    try (Subscriber subscriber = subscriber("asset_checkin")) {
      server
          .user("ann")
          .upload("/services/update", "a.txt", "other words".getBytes(UTF_8), "id", id)
          .is(200);
      JsonNode changed = subscriber.event().path("changedMetadata");
      for (String field : List.of("assetModified", "assetModifier", "textContent")) {
        assertThat(changed.has(field)).as(field).isFalse();
      }
    }
  }

  @Row(
      call = "payload of `asset_create`: `changedMetadata`",
      holds = "has every field that got a value, with `oldValue` null",
      evidence = CONFIRMED)
  void changedMetadataOfCreates() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin", "title", "t");
      JsonNode changed = subscriber.event().path("changedMetadata");
      assertThat(changed.at("/filename/newValue").asText()).isEqualTo("a.bin");
      assertThat(changed.at("/firstExtractedChecksum/newValue").asText()).matches("[0-9a-f]{32}");
      assertThat(changed.at("/title/newValue").asText()).isEqualTo("t");
      changed.forEach(each -> assertThat(each.path("oldValue").isNull()).isTrue());
    }
  }

  @Row(
      call = "payload of `asset_create_by_copy`: `changedMetadata`",
      holds = "is as for `asset_create`, by analogy",
      evidence = OURS)
  void changedMetadataOfCopies() {
    plain("a.bin", "title", "t");
    try (Subscriber subscriber = subscriber("asset_create_by_copy")) {
      post("/services/copy", "source", here + "/a.bin", "target", here + "/b.bin").is(200);
      JsonNode changed = subscriber.event().path("changedMetadata");
      assertThat(changed.at("/filename/newValue").asText()).isEqualTo("b.bin");
      assertThat(changed.at("/title/newValue").asText()).isEqualTo("t");
      changed.forEach(each -> assertThat(each.path("oldValue").isNull()).isTrue());
    }
  }

  @Row(
      call = "payload of `asset_create`",
      holds = "has the metadata embedded in the file, because the server reads it before",
      evidence = CONFIRMED)
  void embeddedInCreates() {
    try (Subscriber subscriber =
        subscriber("asset_create", "\"metadataToReturn\":[\"title\",\"width\"]")) {
      file("a.jpg", Samples.jpegWithXmp(40, 30, "the title", "words", "tag"));
      JsonNode event = subscriber.event();
      assertThat(event.path("metadata").toString())
          .isEqualTo("{\"title\":\"the title\",\"width\":40}");
      assertThat(event.at("/changedMetadata/title/newValue").asText()).isEqualTo("the title");
    }
  }

  @Row(
      call = "payload of `asset_promote`, `asset_remove`: `changedMetadata`",
      holds = "is `{}`",
      evidence = OURS)
  void emptyChangedMetadata() {
    String id = plain("a.bin");
    admin().upload("/services/update", "a", "next".getBytes(UTF_8), "id", id).is(200);
    try (Subscriber subscriber = subscriber("asset_promote asset_remove")) {
      post("/services/version/promote", "assetId", id, "version", "1").is(200);
      assertThat(subscriber.request().text()).endsWith(",\"changedMetadata\":{}}");
      post("/services/remove", "ids", id).is(200);
      assertThat(subscriber.request().text()).endsWith(",\"changedMetadata\":{}}");
    }
  }

  @Row(
      call = CHANGED,
      holds = "is in the order of the field registry, not in the order of the request",
      evidence = OURS)
  void theOrder() {
    String one = update(plain("a.bin"), "", "metadata", "{\"status\":\"New\",\"rating\":2}");
    String two = update(plain("b.bin"), "", "metadata", "{\"rating\":2,\"status\":\"New\"}");
    assertThat(one.replaceFirst(".*\"changedMetadata\"", ""))
        .isEqualTo(two.replaceFirst(".*\"changedMetadata\"", ""));
  }

  @Row(
      call = "payload: values",
      holds = "text is a plain string, numbers are numbers, multi-value fields are arrays",
      evidence = DOCUMENTS)
  void values() {
    assertThat(
            update(
                plain("a.bin"),
                "\"title\",\"rating\",\"tags\"",
                "title",
                "7",
                "rating",
                "2",
                "tags",
                "b,a"))
        .contains("\"metadata\":{\"title\":\"7\",\"rating\":2,\"tags\":[\"a\",\"b\"]}");
  }

  @Row(
      call = "payload: values",
      holds =
          "dates and sizes are `{\"value\",\"formatted\"}` in `metadata` (property `timeZone`;"
              + " sizes like `1.2 MB`) and plain numbers in `changedMetadata`",
      evidence = OURS)
  void datesAndSizes() {
    String payload =
        update(plain("a.bin"), "\"created\",\"fileSize\"", "created", "2012-03-23T12:16:58Z");
    assertThat(payload)
        .contains(
            "\"created\":{\"value\":1332505018000,\"formatted\":\"2012-03-23 13:16:58 +0100\"}")
        .contains(
            "\"changedMetadata\":{\"created\":{\"oldValue\":null,\"newValue\":1332505018000}}")
        .containsPattern("\"fileSize\":\\{\"value\":3,\"formatted\":\"3 [A-Za-z]+\"}");
  }

  @Row(
      call = "payload: values",
      holds = "the built-in fields with predefined values are plain values",
      evidence = CONFIRMED)
  void predefinedValues() {
    String id = plain("a.bin");
    String states = metadata(id).path("metadataComplete").asText();
    assertThat(update(id, "\"approvalState\",\"metadataComplete\"", "approvalState", "Approved"))
        .contains(
            "\"metadata\":{\"approvalState\":\"Approved\",\"metadataComplete\":\""
                + states
                + "\"}");
  }

  @Row(
      call = PAYLOAD,
      holds = "a payload above 100 kB is sent, and marked in the webhook's health or the log",
      evidence = OURS)
  void largePayloads() {
    String words = "0123456789".repeat(11_000);
    String id = plain("a.bin");
    try (Subscriber subscriber =
        subscriber("asset_update_metadata", "\"metadataToReturn\":[\"description\"]")) {
      post("/services/update", "id", id, "description", words).is(200);
      assertThat(subscriber.request().body().length).isGreaterThan(102_400);
    }
  }

  @Row(
      call = PAYLOAD,
      holds = "paths, names and domains are not top-level fields; `metadataToReturn` adds them",
      evidence = CONFIRMED)
  void nothingElseOnTop() {
    JsonNode event = TestResponse.json(update(plain("a.bin"), "\"assetPath\"", "title", "t"));
    assertThat(event.properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactly("timestamp", "type", "assetId", "metadata", "changedMetadata");
  }

  @Row(
      call = "payload of a folder event",
      holds = "is `{\"timestamp\",\"type\",\"folderId\",\"folderPath\",\"metadata\"}`",
      evidence = OURS)
  void folderEvents() {
    try (Subscriber subscriber = subscriber("folder_create")) {
      String body = "{\"path\":\"" + here + "/f\"}";
      String id = json("POST", "/api/folder", body).json().path("id").asText();
      JsonNode event =
          subscriber.until(each -> each.path("folderId").asText().equals(id)).getLast();
      assertThat(event.toString())
          .matches(
              "\\{\"timestamp\":[0-9]{13},\"type\":\"folder_create\",\"folderId\":\""
                  + id
                  + "\",\"folderPath\":\""
                  + here
                  + "/f\",\"metadata\":\\{}}");
    }
  }

  @Row(
      call = "payload of an auth key event",
      holds =
          "is `{\"timestamp\",\"type\",\"authKey\",\"subject\",\"validUntil\",\"assetIds\"}`,"
              + " without metadata",
      evidence = OURS)
  void authKeyEvents() {
    String id = plain("a.bin");
    String[] call = {"subject", "For you", "validUntil", "2099-01-31T00:00:00Z", "assetIds", id};
    try (Subscriber subscriber = subscriber("authkey_create")) {
      String key = post("/services/createAuthKey", call).json().path("authKey").asText();
      JsonNode event =
          subscriber.until(each -> each.path("authKey").asText().equals(key)).getLast();
      assertThat(event.toString())
          .matches(
              "\\{\"timestamp\":[0-9]{13},\"type\":\"authkey_create\",\"authKey\":\""
                  + key
                  + "\",\"subject\":\"For you\",\"validUntil\":[0-9]{13},\"assetIds\":\\[\""
                  + id
                  + "\"]}");
    }
  }

  @Row(
      call = "`/api/event-types/<name>/schema`",
      holds = "every type has a JSON Schema (2020-12) and an example that it accepts",
      evidence = OURS)
  void schemas() {
    for (String type : get("/api/event-types").is(200).json().findValuesAsText("name")) {
      String path = "/api/event-types/" + type;
      TestResponse schema = get(path + "/schema").is(200);
      assertThat(schema.json().path("$schema").asText()).contains("2020-12");
      assertThat(JsonSchemas.of(schema.text()).faults(get(path + "/example").is(200).text()))
          .as(type)
          .isEmpty();
    }
  }
}
