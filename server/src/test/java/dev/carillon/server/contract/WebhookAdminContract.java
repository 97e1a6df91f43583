package dev.carillon.server.contract;

import static dev.carillon.server.contract.ContractServer.cred;
import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.OURS;
import static dev.carillon.server.testing.TestClient.MULTIPART;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.List;

/** Registering, changing, disabling and removing webhooks. */
@Title("Webhooks: the admin API")
final class WebhookAdminContract extends Part {

  private static final String BASE = "/services/admin/webhook";
  private static final String MINIMAL =
      "{\"name\":\"n\",\"url\":\"https://example.com/hook\",\"eventTypes\":[]}";
  private static final String TOKEN = "`POST …/<id>/generate-token`";
  private static final String ERRORS = "errors of the admin API";

  private TestClient basic(String name) {
    return server.anonymous().with("Authorization", "Basic " + cred(name));
  }

  @Row(
      call = "`/services/admin/webhook`",
      holds = "works with or without a trailing slash",
      evidence = CONFIRMED)
  void trailingSlash() {
    try (Subscriber subscriber = subscriber("")) {
      get(BASE).is(200);
      get(BASE + "/").is(200);
      assertThat(get(subscriber.path() + "/").is(200).json())
          .isEqualTo(get(subscriber.path()).is(200).json());
    }
  }

  @Row(
      call = "permission to administer webhooks",
      holds =
          "the caller needs the super-user capability and a Pro or API licence; otherwise 403, and"
              + " the error says what is missing",
      evidence = CONFIRMED)
  void whoMay() {
    TestResponse role = server.user("pro", "\"licence\":\"pro\"").get(BASE).is(403);
    server.user("poor", "\"superUser\":true", "\"licence\":\"basic\"");
    TestResponse licence = basic("poor").get(BASE).is(403);
    assertThat(role.json().path("message").asText())
        .containsIgnoringCase("super")
        .isNotEqualTo(licence.json().path("message").asText());
    assertThat(licence.json().path("message").asText()).containsIgnoringCase("licence");
    server.user("api", "\"superUser\":true", "\"licence\":\"api\"");
    basic("api").get(BASE).is(200);
  }

  @Row(
      call = "permission to administer webhooks",
      holds = "401 if the caller is not logged in",
      evidence = CONFIRMED)
  void notLoggedIn() {
    server.anonymous().get(BASE).is(401);
    server.anonymous().json("POST", BASE, MINIMAL).is(401);
  }

  @Row(
      call = "permission to administer webhooks",
      holds = "the same permission protects deliveries, events and jobs",
      evidence = OURS)
  void theSameRight() {
    TestClient ann = server.user("ann");
    for (String path : List.of("/api/deliveries", "/api/events", "/api/jobs", "/api/inspectors")) {
      ann.get(path).is(403);
      get(path).is(200);
    }
  }

  @Row(
      call = "`secretToken`",
      holds =
          "only these responses have it: responses of `/api/…` leave it out, and revealing it needs"
              + " the password",
      evidence = OURS)
  void whereTheSecretIs() {
    try (Subscriber subscriber = subscriber("")) {
      assertThat(get("/api/webhooks").is(200).text()).doesNotContain(subscriber.secret());
      String reveal = "/api/webhooks/" + subscriber.id() + "/reveal-secret";
      assertThat(json("POST", reveal, "{\"password\":\"wrong\"}").status()).isBetween(400, 403);
      assertThat(json("POST", reveal, "{\"password\":\"ring-every-bell\"}").is(200).text())
          .contains(subscriber.secret());
    }
  }

  @Row(
      call = "`POST /services/admin/webhook`",
      holds = "returns 201 and the full object",
      evidence = CONFIRMED)
  void create() {
    JsonNode webhook = json("POST", BASE, MINIMAL).is(201).json();
    for (String field :
        List.of(
            "id",
            "name",
            "url",
            "eventTypes",
            "metadataToReturn",
            "changedMetadataToReturn",
            "triggerMetadataFields",
            "foldersAndQuery",
            "enabled",
            "secretToken")) {
      assertThat(webhook.has(field)).as(field).isTrue();
    }
  }

  @Row(
      call = "`GET /services/admin/webhook`",
      holds = "returns 200 and an array",
      evidence = CONFIRMED)
  void list() {
    try (Subscriber subscriber = subscriber("")) {
      JsonNode list = get(BASE).is(200).json();
      assertThat(list.isArray()).isTrue();
      assertThat(list.findValuesAsText("id")).contains(subscriber.id());
    }
  }

  @Row(call = "`GET …/<id>`", holds = "returns 200 and the object", evidence = CONFIRMED)
  void one() {
    try (Subscriber subscriber = subscriber("")) {
      assertThat(get(subscriber.path()).is(200).json().path("id").asText())
          .isEqualTo(subscriber.id());
    }
  }

  @Row(
      call = "`POST …/<id>`",
      holds = "accepts only the fields to change; returns 200 and the updated object",
      evidence = CONFIRMED)
  void update() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      JsonNode after = json("POST", subscriber.path(), "{\"name\":\"next\"}").is(200).json();
      assertThat(after.path("name").asText()).isEqualTo("next");
      assertThat(after.path("eventTypes").toString()).isEqualTo("[\"asset_create\"]");
      assertThat(after.path("url").asText()).isEqualTo(subscriber.url());
    }
  }

  @Row(
      call = "`PUT …/<id>`",
      holds = "does the same: it changes only the given fields",
      evidence = OURS)
  void put() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      JsonNode after = json("PUT", subscriber.path(), "{\"name\":\"next\"}").is(200).json();
      assertThat(after.path("name").asText()).isEqualTo("next");
      assertThat(after.path("eventTypes").toString()).isEqualTo("[\"asset_create\"]");
    }
  }

  @Row(
      call = TOKEN,
      holds =
          "returns 200 and the full object with the new `secretToken`; also `…/<id>generate-token`;"
              + " the body is empty or any JSON object",
      evidence = OURS)
  void generateToken() {
    try (Subscriber subscriber = subscriber("")) {
      String one =
          json("POST", subscriber.path() + "/generate-token", "")
              .is(200)
              .json()
              .path("secretToken")
              .asText();
      String two =
          json("POST", subscriber.path() + "generate-token", "{\"a\":1}")
              .is(200)
              .json()
              .path("secretToken")
              .asText();
      assertThat(List.of(subscriber.secret(), one, two)).doesNotHaveDuplicates();
      assertThat(get(subscriber.path()).json().path("secretToken").asText()).isEqualTo(two);
    }
  }

  @Row(
      call = TOKEN,
      holds =
          "`{\"overlapHours\":24}` (0–168, default 0) keeps the old secret valid; generating"
              + " another one ends an older overlap",
      evidence = OURS)
  void overlap() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      String path = subscriber.path() + "/generate-token";
      json("POST", path, "{\"overlapHours\":169}").is(400);
      json("POST", path, "{\"overlapHours\":-1}").is(400);
      json("POST", path, "{\"overlapHours\":24}").is(200);
      json("POST", path, "").is(200);
      plain("a.bin");
      assertThat(subscriber.request().header("webhook-signature").orElse("")).matches("v1,[^ ]+");
    }
  }

  @Row(
      call = "`PUT …/<id>/disable`, `PUT …/<id>/enable`, also POST",
      holds = "return 200 and the object; the body is empty or an empty multipart form",
      evidence = CONFIRMED)
  void disableAndEnable() {
    try (Subscriber subscriber = subscriber("")) {
      for (String method : List.of("PUT", "POST")) {
        JsonNode off = json(method, subscriber.path() + "/disable", "").is(200).json();
        assertThat(off.path("enabled").asBoolean(true)).isFalse();
        JsonNode on =
            admin()
                .send(method, subscriber.path() + "/enable", MULTIPART, "--xXx--\r\n")
                .is(200)
                .json();
        assertThat(on.path("enabled").asBoolean()).isTrue();
      }
    }
  }

  @Row(call = "`DELETE …/<id>`", holds = "returns 204 without a body", evidence = CONFIRMED)
  void delete() {
    try (Subscriber subscriber = subscriber("")) {
      assertThat(json("DELETE", subscriber.path(), "").is(204).body()).isEmpty();
      get(subscriber.path()).is(404);
    }
  }

  @Row(
      call = ERRORS,
      holds =
          "are `{\"errorcode\",\"errorname\",\"message\"}` with the real status; an unknown id is"
              + " 404",
      evidence = CONFIRMED)
  void errors() {
    JsonNode error = get(BASE + "/0000000000000000000000").is(404).json();
    assertThat(error.path("errorcode").asInt()).isEqualTo(404);
    assertThat(error.path("errorname").asText()).isNotEmpty();
    assertThat(error.path("message").asText()).contains("0000000000000000000000");
  }

  @Row(
      call = "`returnStatusOkOnErrorForServicesApi=true`",
      holds = "errors of the admin API have status 200",
      evidence = CONFIRMED)
  void errorsAsOk() {
    server.with(
        "returnStatusOkOnErrorForServicesApi",
        "true",
        () ->
            assertThat(get(BASE + "/0000000000000000000000").is(200).json().path("errorcode"))
                .hasToString("404"));
  }

  @Row(
      call = ERRORS,
      holds =
          "an invalid field is 400; the error names field, value and what is allowed; nothing is"
              + " saved",
      evidence = CONFIRMED)
  void badFields() {
    try (Subscriber subscriber = subscriber("")) {
      String body = "{\"name\":\"next\",\"ordering\":\"sometimes\"}";
      assertThat(json("POST", subscriber.path(), body).is(400).json().path("message").asText())
          .contains("ordering")
          .contains("sometimes")
          .contains("asset");
      assertThat(get(subscriber.path()).json().path("name").asText()).isEqualTo("all");
    }
  }
}
