package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.TestResponse;
import java.util.Base64;
import java.util.List;

/** The webhook object. */
@Title("Webhooks: the object")
final class WebhookObjectContract extends Part {

  private static final String BASE = "/services/admin/webhook";

  private TestResponse create(String members) {
    return json("POST", BASE, "{" + members + "}");
  }

  private static final String MINIMAL =
      "\"name\":\"n\",\"url\":\"https://example.com/hook\",\"eventTypes\":[],\"enabled\":false";

  private JsonNode with(String more) {
    return create(MINIMAL + more).is(201).json();
  }

  @Row(call = "webhook: `id`", holds = "has 22 characters of `[0-9A-Za-z_-]`", evidence = CONFIRMED)
  void id() {
    assertThat(with("").path("id").asText()).matches("[0-9A-Za-z_-]{22}");
  }

  @Row(
      call = "webhook: `id`",
      holds =
          "is a random UUID of version 4, in 11 base-64 digits for each half; the ids of assets,"
              + " folders, webhooks, auth keys, processes and relations have the same form",
      evidence = OURS)
  void allIds() {
    String one = asset("one.txt");
    String two = asset("two.txt");
    post("/services/createFolder", "path", here + "/f").is(200);
    post("/services/createRelation", "relationType", "related", "target1Id", one, "target2Id", two)
        .is(200);
    String[] key = {"subject", "s", "validUntil", "2099-01-31", "assetIds", one};
    String[] copy = {"source", here + "/one.txt", "target", here + "/x.txt", "async", "true"};
    List<String> ids =
        List.of(
            one,
            with("").path("id").asText(),
            get("/api/folder/get", "path", here + "/f").json().path("id").asText(),
            post("/services/createAuthKey", key).json().path("authKey").asText(),
            post("/services/copy", copy).json().path("processId").asText(),
            post("/services/search", "q", "relatedTo:" + one)
                .json()
                .at("/hits/0/relation/relationId")
                .asText());
    assertThat(ids).allSatisfy(id -> assertThat(id).matches("[0-9A-Za-z_-]{22}"));
    assertThat(ids).allSatisfy(id -> assertThat(version(id)).as(id).isEqualTo(4));
  }

  private static long version(String id) {
    String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
    long high = 0;
    for (char digit : id.substring(0, 11).toCharArray()) {
      high = high << 6 | digits.indexOf(digit);
    }
    return high >> 12 & 15;
  }

  @Row(call = "webhook: `name`, `url`", holds = "are required", evidence = CONFIRMED)
  void required() {
    create("\"url\":\"https://example.com\",\"eventTypes\":[]").is(400);
    create("\"name\":\"n\",\"eventTypes\":[]").is(400);
  }

  @Row(call = "webhook: `url`", holds = "is http or https", evidence = CONFIRMED)
  void url() {
    create("\"name\":\"n\",\"url\":\"ftp://example.com\",\"eventTypes\":[]").is(400);
    create("\"name\":\"n\",\"url\":\"nonsense\",\"eventTypes\":[]").is(400);
  }

  @Row(
      call = "webhook: `url`",
      holds = "is checked by the address guard when saved",
      evidence = OURS)
  void guardedUrl() {
    create("\"name\":\"n\",\"url\":\"http://10.1.2.3/hook\",\"eventTypes\":[]").is(400);
    create("\"name\":\"n\",\"url\":\"http://169.254.169.254/\",\"eventTypes\":[]").is(400);
  }

  @Row(
      call = "webhook: `url`",
      holds = "a name that does not resolve yet is saved, with a warning in `warnings`",
      evidence = OURS)
  void unresolvedUrl() {
    JsonNode webhook =
        create(
                "\"name\":\"n\",\"url\":\"https://nosuchhost.invalid/hook\",\"eventTypes\":[],"
                    + "\"enabled\":false")
            .is(201)
            .json();
    assertThat(webhook.path("warnings").toString()).contains("nosuchhost.invalid");
  }

  @Row(
      call = "webhook: `eventTypes`",
      holds = "is required; it can be `[]` but not null",
      evidence = CONFIRMED)
  void eventTypes() {
    create("\"name\":\"n\",\"url\":\"https://example.com\"").is(400);
    create("\"name\":\"n\",\"url\":\"https://example.com\",\"eventTypes\":null").is(400);
    with("");
  }

  @Row(
      call = "webhook: `eventTypes`",
      holds = "an unknown name is rejected; the error names the nearest known name",
      evidence = OURS)
  void unknownEventType() {
    TestResponse reply =
        create("\"name\":\"n\",\"url\":\"https://example.com\",\"eventTypes\":[\"asset_creat\"]");
    assertThat(reply.is(400).text()).contains("asset_creat").contains("asset_create");
  }

  @Row(
      call = "webhook: `metadataToReturn`",
      holds = "has technical field names, for asset events and folder events; `[]` by default",
      evidence = CONFIRMED)
  void metadataToReturn() {
    assertThat(with("").path("metadataToReturn").toString()).isEqualTo("[]");
    try (Subscriber subscriber =
        subscriber(
            "asset_create folder_create", "\"metadataToReturn\":[\"title\",\"description\"]")) {
      json(
          "POST",
          "/api/folder",
          "{\"path\":\"" + here + "/f\",\"metadata\":{\"description\":\"of the folder\"}}");
      plain("a.bin", "title", "t");
      assertThat(subscriber.events())
          .extracting(event -> event.path("metadata").toString())
          .contains("{\"title\":\"t\"}", "{\"description\":\"of the folder\"}");
    }
  }

  @Row(
      call = "webhook: `changedMetadataToReturn`",
      holds = "restricts the fields of `changedMetadata`; `[]`, the default, means all fields",
      evidence = OURS)
  void changedMetadataToReturn() {
    assertThat(with("").path("changedMetadataToReturn").toString()).isEqualTo("[]");
    String id = plain("a.bin");
    try (Subscriber subscriber =
        subscriber("asset_update_metadata", "\"changedMetadataToReturn\":[\"title\"]")) {
      post("/services/update", "id", id, "title", "t", "description", "d").is(200);
      assertThat(subscriber.event().path("changedMetadata").toString())
          .isEqualTo("{\"title\":{\"oldValue\":null,\"newValue\":\"t\"}}");
    }
  }

  @Row(call = "webhook: `enabled`", holds = "is true by default", evidence = CONFIRMED)
  void enabled() {
    try (Subscriber subscriber = subscriber("")) {
      assertThat(subscriber.webhook().path("enabled").asBoolean()).isTrue();
    }
  }

  @Row(
      call = "webhook: `secretToken`",
      holds = "is standard base64 (of 32 bytes); create, get and list show it to a super user",
      evidence = CONFIRMED)
  void secretToken() {
    try (Subscriber subscriber = subscriber("")) {
      assertThat(Base64.getDecoder().decode(subscriber.secret())).hasSize(32);
      assertThat(get(subscriber.path()).json().path("secretToken").asText())
          .isEqualTo(subscriber.secret());
      assertThat(get(BASE).is(200).json().findValuesAsText("secretToken"))
          .contains(subscriber.secret());
    }
  }

  @Row(
      call = "webhook: Carillon's fields",
      holds =
          "`description`, `customHeaders`, `operationalEvents`, `timeoutSeconds`, `maxConcurrent`,"
              + " `maxPerSecond`, `ordering`, `disabledReason`, `disabledAt`, `health`, `warnings`"
              + " are never required",
      evidence = OURS)
  void ourFields() {
    JsonNode webhook = with("");
    for (String field :
        List.of(
            "description",
            "customHeaders",
            "operationalEvents",
            "timeoutSeconds",
            "maxConcurrent",
            "maxPerSecond",
            "ordering",
            "disabledReason",
            "disabledAt",
            "health",
            "warnings")) {
      assertThat(webhook.has(field)).as(field).isTrue();
    }
    create(MINIMAL.replace("[]", "[\"webhook.failing\"]")).is(400);
    assertThat(with(",\"ordering\":\"asset\"").path("ordering").asText()).isEqualTo("asset");
  }

  @Row(
      call = "webhook",
      holds = "clients can send the whole object back, `id` and `secretToken` included",
      evidence = CONFIRMED)
  void theWholeObjectSentBack() {
    ObjectNode webhook = (ObjectNode) with("");
    ObjectNode sent = webhook.deepCopy().put("secretToken", "mine").put("id", "other");
    JsonNode after =
        json("POST", BASE + "/" + webhook.path("id").asText(), sent.put("name", "next").toString())
            .is(200)
            .json();
    assertThat(after.path("name").asText()).isEqualTo("next");
    assertThat(after.path("id")).isEqualTo(webhook.path("id"));
    assertThat(after.path("secretToken")).isEqualTo(webhook.path("secretToken"));
  }
}
