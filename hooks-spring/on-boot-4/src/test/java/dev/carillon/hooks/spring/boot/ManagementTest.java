package dev.carillon.hooks.spring.boot;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.testkit.WebhookReceiver;
import dev.carillon.hooks.validation.Violations;
import dev.carillon.hooks.webhook.Webhook;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** The REST controller: who may use it, what it shows, and how it refuses. */
@ShopTest
class ManagementTest {

  private static final String PATH = "/admin/webhooks";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final WebhookReceiver receiver = WebhookReceiver.responding(400, 204);

  @Value("${local.server.port}")
  private int port;

  @Autowired private Hooks hooks;
  @Autowired private Orders orders;
  private Caller keeper;

  @BeforeEach
  void logIn() {
    keeper = new Caller(port, "keeper");
  }

  @AfterEach
  void removeAll() {
    hooks.webhooks().list().forEach(webhook -> hooks.webhooks().remove(webhook.id()));
    receiver.close();
  }

  @Test
  void onlyCallersWithTheRoleMayManage() throws Exception {
    assertThat(new Caller(port, "").get(PATH).statusCode()).isEqualTo(401);
    for (String path : new String[] {PATH, PATH + "/x", PATH + "/x/deliveries"}) {
      assertThat(new Caller(port, "guest").get(path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(keeper.get(PATH).statusCode()).isEqualTo(200);
  }

  @Test
  void theSecretIsShownWhenItIsMadeAndNeverAfterwards() throws Exception {
    HttpResponse<String> made =
        keeper.call(
            "POST",
            PATH,
            """
            {"name": "shipping", "url": "%s", "types": ["order.placed"],
             "headers": {"Authorization": "Bearer bells"}}
            """
                .formatted(receiver.url()));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String secret = field(made, "secret");
    String id = field(made, "id");
    assertThat(made.headers().firstValue("Location").orElseThrow()).endsWith(PATH + "/" + id);
    assertThat(made.body()).contains("\"headers\":[\"Authorization\"]").doesNotContain("bells");

    for (String path : new String[] {PATH, PATH + "/" + id}) {
      HttpResponse<String> shown = keeper.get(path);
      assertThat(shown.body()).contains("shipping").doesNotContain("secret", secret, "bells");
    }

    HttpResponse<String> rotated =
        keeper.call("POST", PATH + "/" + id + "/secrets", "{\"overlapSeconds\": 60}");
    assertThat(field(rotated, "secret")).isNotEqualTo(secret);
  }

  @Test
  void hiddenHeadersDoNotFollowAWebhookToAnotherReceiver() throws Exception {
    String headers = "{\"Authorization\": \"Bearer bells\"}";
    String made =
        "{\"name\": \"shipping\", \"url\": \"%s\", \"types\": [\"order.placed\"], \"headers\": %s}"
            .formatted(receiver.url(), headers);
    String path = PATH + "/" + field(keeper.call("POST", PATH, made), "id");
    String away = "http://127.0.0.1:9/";

    HttpResponse<String> refused = keeper.call("PATCH", path, "{\"url\": \"" + away + "\"}");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body())
        .contains("\"field\":\"url\"", "new values of the headers Authorization")
        .doesNotContain("bells");
    assertThat(keeper.get(path).body()).contains("\"url\":\"" + receiver.url());

    HttpResponse<String> moved =
        keeper.call("PATCH", path, "{\"url\": \"%s\", \"headers\": %s}".formatted(away, headers));
    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
    assertThat(moved.body()).contains("\"url\":\"" + away, "\"headers\":[\"Authorization\"]");
  }

  @Test
  void aWebhookCanBeDisabledFromTheStart() throws Exception {
    String made =
        "{\"name\": \"late\", \"url\": \"%s\", \"types\": [\"order.placed\"], \"enabled\": false}"
            .formatted(receiver.url());
    HttpResponse<String> response = keeper.call("POST", PATH, made);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(response.body())
        .contains("\"enabled\":false", "\"disabledReason\":\"manual\"", "\"secret\":");
    Webhook.Id id = new Webhook.Id(field(response, "id"));
    assertThat(hooks.webhooks().find(id).orElseThrow().enabled()).isFalse();
  }

  @Test
  void theListGoesOnWhereARemovedWebhookWas() throws Exception {
    List<String> ids = List.of(register(), register(), register());
    HttpResponse<String> first = keeper.get(PATH + "?limit=2");
    assertThat(first.body()).contains(ids.get(0), ids.get(1)).doesNotContain(ids.get(2));
    keeper.call("DELETE", PATH + "/" + ids.get(1), "");

    HttpResponse<String> next = keeper.get(PATH + "?limit=2&after=" + field(first, "next"));
    assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
    assertThat(next.body()).contains(ids.get(2)).doesNotContain(ids.get(0), "\"next\"");
    assertThat(keeper.get(PATH + "?after=1").body()).contains("\"field\":\"after\"");
  }

  @Test
  void aWebhookIsChangedDisabledAndRemoved() throws Exception {
    String id = register();
    HttpResponse<String> changed =
        keeper.call(
            "PATCH",
            PATH + "/" + id,
            "{\"name\": \"billing\", \"maxConcurrent\": 3, \"enabled\": false}");
    assertThat(changed.body())
        .contains("\"name\":\"billing\"", "\"maxConcurrent\":3", "\"enabled\":false")
        .contains("\"disabledReason\":\"manual\"", "\"types\":[\"order.placed\"]");
    assertThat(keeper.call("PATCH", PATH + "/" + id, "{\"enabled\": true}").body())
        .contains("\"enabled\":true")
        .doesNotContain("disabledReason");
    assertThat(keeper.call("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(204);
    assertThat(keeper.get(PATH + "/" + id).statusCode()).isEqualTo(404);
    assertThat(keeper.call("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(404);
  }

  @Test
  void aWebhookGetsFewerRequestsOrRequestsOfAnotherForm() throws Exception {
    String path = PATH + "/" + register();
    assertThat(keeper.get(path).body())
        .contains("\"debounceSeconds\":0,\"maxWaitSeconds\":0,\"format\":\"native\"")
        .contains("\"signatures\":[]")
        .doesNotContain("batch", "cloudEvents");
    String grouped = "{\"batch\": {\"maxEvents\": 50, \"maxSeconds\": 5}, \"debounceSeconds\": 2}";
    assertThat(keeper.call("PATCH", path, grouped).body())
        .contains("\"batch\":{\"maxEvents\":50,\"maxSeconds\":5},\"debounceSeconds\":2");
    String events = "\"format\": \"cloudevents-binary\", \"cloudEventsSource\": \"/shop\"";
    assertThat(keeper.call("PATCH", path, "{" + events + "}").body())
        .contains("\"field\":\"format\"", "\"value\":\"cloudevents-binary\"", "must be native");
    HttpResponse<String> changed =
        keeper.call(
            "PATCH",
            path,
            "{\"batch\": {\"maxEvents\": 0, \"maxSeconds\": 0}, \"debounceSeconds\": 0, %s, \"signatures\": [\"v1a\"]}"
                .formatted(events));
    assertThat(changed.body())
        .contains("\"format\":\"cloudevents-binary\",\"cloudEventsSource\":\"/shop\"")
        .contains("\"signatures\":[\"v1a\"]")
        .doesNotContain("batch");
    assertThat(hooks.signingKeys().jwks()).contains("Ed25519");

    assertThat(
            keeper
                .call(
                    "PATCH",
                    path,
                    "{\"batch\": 5, \"maxWaitSeconds\": 9, \"format\": \"xml\", \"signatures\": [\"v2\"]}")
                .body())
        .contains("\"field\":\"batch\"", "must be an object with maxEvents and maxSeconds")
        .contains("\"field\":\"debounceSeconds\"", "is missing")
        .contains("\"field\":\"format\"", "\"value\":\"xml\"", "cloudevents-structured")
        .contains("\"field\":\"signatures\"", "must be [\\\"v1a\\\"] or []");
    assertThat(
            keeper.call("PATCH", path, "{\"batch\": {\"maxEvents\": 1, \"maxSeconds\": 1}}").body())
        .contains("\"field\":\"batch.maxEvents\"", "\"value\":\"1\"");
  }

  @Test
  void whatAChangeOfTheFormDoesNotNameStays() throws Exception {
    String id = register();
    String path = PATH + "/" + id;
    keeper.call("PATCH", path, "{\"debounceSeconds\": 2, \"maxWaitSeconds\": 60}");
    assertThat(keeper.call("PATCH", path, "{\"debounceSeconds\": 5}").body())
        .contains("\"debounceSeconds\":5,\"maxWaitSeconds\":60");
    assertThat(keeper.call("PATCH", path, "{\"debounceSeconds\": 60}").body())
        .contains("\"debounceSeconds\":60,\"maxWaitSeconds\":60");
    assertThat(keeper.call("PATCH", path, "{\"debounceSeconds\": 120}").body())
        .contains("\"debounceSeconds\":120,\"maxWaitSeconds\":0");
    assertThat(keeper.call("PATCH", path, "{\"debounceSeconds\": 0}").body())
        .contains("\"debounceSeconds\":0,\"maxWaitSeconds\":0");

    CloudEvents events =
        new CloudEvents(CloudEvents.Mode.BINARY, "/shop", "com.example.", "/schemas/{type}");
    Webhook.Id webhook = new Webhook.Id(id);
    hooks.webhooks().update(webhook, registration -> registration.format(events));
    String structured = "\"format\": \"cloudevents-structured\", \"cloudEventsSource\": \"/till\"";
    assertThat(keeper.call("PATCH", path, "{" + structured + "}").statusCode()).isEqualTo(200);
    assertThat(hooks.webhooks().find(webhook).orElseThrow().format().payloads())
        .isEqualTo(
            new CloudEvents(
                CloudEvents.Mode.STRUCTURED, "/till", "com.example.", "/schemas/{type}"));

    HttpResponse<String> refused =
        keeper.call(
            "PATCH",
            path,
            "{\"format\": \"native\", \"cloudEventsSource\": \"/x\", \"cloudEventsTypePrefix\": \"y.\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("\"field\":\"cloudEventsSource\"", "\"value\":\"/x\"")
        .contains("\"field\":\"cloudEventsTypePrefix\"", "\"value\":\"y.\"")
        .contains("must be absent with the format native");
    assertThat(keeper.call("PATCH", path, "{\"format\": \"native\"}").body())
        .contains("\"format\":\"native\"");
  }

  @Test
  void whatIsNotAllowedIsNamedWithItsFieldValueAndRule() throws Exception {
    HttpResponse<String> refused =
        keeper.call("POST", PATH, "{\"name\": 7, \"colour\": \"red\", \"types\": \"order\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(refused.body())
        .contains("\"field\":\"name\"", "\"value\":\"7\"", "must be a text")
        .contains("\"field\":\"colour\"", "no such field")
        .contains("\"field\":\"url\"", "is missing")
        .contains("\"field\":\"types\"", "must be a list of texts");

    assertThat(keeper.call("POST", PATH, "{\"name\": \"a\", \"url\": \"https://e/\"}").body())
        .contains("\"field\":\"types\"", "is missing");
    String unknown =
        IntStream.range(0, 500).mapToObj(i -> "\"f" + i + "\": 1").collect(joining(", "));
    assertThat(keeper.call("PATCH", PATH + "/" + register(), "{" + unknown + "}").body())
        .satisfies(body -> assertThat(body.split("no such field", -1)).hasSize(Violations.MAX + 1));

    HttpResponse<String> limits =
        keeper.call("PATCH", PATH + "/" + register(), "{\"maxConcurrent\": 100000}");
    assertThat(limits.statusCode()).isEqualTo(400);
    assertThat(limits.body()).contains("maxConcurrent", "100000", "1000");

    assertThat(keeper.get(PATH + "?limit=1000").body()).contains("\"field\":\"limit\"");
    assertThat(keeper.get(PATH + "/nonsense").statusCode()).isEqualTo(404);
    assertThat(keeper.call("POST", PATH, "no json").statusCode()).isEqualTo(400);
    assertThat(keeper.call("POST", PATH, "{\"name\":\"" + "x".repeat(70_000) + "\"}").statusCode())
        .isEqualTo(413);
  }

  @Test
  void aFailedDeliveryIsShownAndSentAgain() throws Exception {
    String id = register();
    orders.placeByJdbc(100, "bell");
    receiver.next();
    DeliveryLog.Entry failed = awaitEnded(id, "exhausted");
    String path = PATH + "/" + id + "/deliveries";
    String delivery = path + "/" + failed.delivery().id();
    assertThat(keeper.get(path + "?status=failed").body())
        .contains("\"subject\":\"100\"", "\"status\":\"failed\"", "\"lastStatus\":400");
    assertThat(keeper.get(path + "?status=delivered").body()).contains("\"deliveries\":[]");
    assertThat(keeper.get(delivery).body())
        .contains("HTTP 400", "{\\\"id\\\":100}", "\"payloadBytes\":10,");

    assertThat(keeper.call("POST", delivery + "/redeliveries", "").statusCode()).isEqualTo(202);
    assertThat(receiver.next().attempt()).isEqualTo(2);
    awaitEnded(id, "delivered");
    assertThat(
            keeper
                .call(
                    "POST",
                    PATH
                        + "/"
                        + register()
                        + "/deliveries/"
                        + failed.delivery().id()
                        + "/redeliveries",
                    "")
                .statusCode())
        .as("a delivery of another webhook")
        .isEqualTo(404);
  }

  private String register() throws Exception {
    HttpResponse<String> made =
        keeper.call(
            "POST",
            PATH,
            "{\"name\": \"shipping\", \"url\": \"%s\", \"types\": [\"order.placed\"]}"
                .formatted(receiver.url()));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return field(made, "id");
  }

  private DeliveryLog.Entry awaitEnded(String webhook, String state) throws Exception {
    DeliveryFilter filter = DeliveryFilter.ALL.to(new Webhook.Id(webhook)).in(state);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var found = hooks.deliveries().list(filter, DeliveryLog.Cursor.NEWEST, 1).entries();
      if (!found.isEmpty()) {
        return found.get(0);
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no delivery became " + state);
  }

  private static String field(HttpResponse<String> response, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(response.body());
    assertThat(found.find()).as(name + " in " + response.body()).isTrue();
    return found.group(1);
  }
}
