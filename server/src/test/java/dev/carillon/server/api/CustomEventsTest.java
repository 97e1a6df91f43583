package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** Other programs register event types and record events, which webhooks get as they get ours. */
class CustomEventsTest {

  private static final String TYPES = "/api/event-types";
  private static final String EVENTS = "/api/events";
  private static final String TYPE = "acme.order.placed";

  @TempDir private Path home;

  @OnEachDatabase
  void anEventIsSentToWebhooksThatSubscribeToItsType(TestDatabase database) {
    try (RecordingReceiver receiver = RecordingReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      admin.json("POST", TYPES, type("")).is(201);
      String inPress = server.asset("/press/a.jpg", "status", "Final");
      String inDrafts = server.asset("/drafts/b.jpg", "status", "Draft");
      server.allow("ann", "/press", "VP-------");
      webhook(admin, receiver, "/all", "\"metadataToReturn\": [\"assetPath\", \"status\"]");
      String press =
          webhook(admin, receiver, "/press", "\"foldersAndQuery\": {\"folders\": [\"/press\"]}");
      webhook(admin, receiver, "/final", "\"foldersAndQuery\": {\"query\": \"status:Final\"}");
      webhook(admin, receiver, "/ann", "\"onBehalfOf\": {\"user\": \"ann\"}");
      webhook(admin, receiver, "/status", "\"triggerMetadataFields\": [\"status\"]");

      JsonNode other =
          record(admin, "{\"id\": \"order-17\"}", "{\"orderId\": \"o\", \"total\": 1.0}");
      JsonNode about = record(admin, "{\"asset\": \"" + inPress + "\"}", "{\"orderId\": \"p\"}");
      JsonNode drafts = record(admin, "{\"asset\": \"" + inDrafts + "\"}", "{\"orderId\": \"d\"}");

      assertThat(other.path("webhooks").asInt()).isEqualTo(4);
      assertThat(about.path("webhooks").asInt()).isEqualTo(5);
      assertThat(drafts.path("webhooks").asInt()).isEqualTo(2);
      assertThat(sent(receiver, 11))
          .containsExactlyInAnyOrder(
              "/all o",
              "/press o",
              "/final o",
              "/status o",
              "/all p",
              "/press p",
              "/final p",
              "/ann p",
              "/status p",
              "/all d",
              "/status d");
      String id = about.path("id").asText();
      assertThat(bodies(receiver, "/all"))
          .anySatisfy(
              body ->
                  assertThat(body)
                      .matches(
                          "\\{\"timestamp\":[0-9]+,\"type\":\"acme.order.placed\",\"eventId\":\""
                              + id
                              + "\",\"version\":1,\"subject\":\\{\"asset\":\""
                              + inPress
                              + "\"},\"data\":\\{\"orderId\":\"p\"},\"metadata\":"
                              + "\\{\"assetPath\":\"/press/a.jpg\",\"status\":\"Final\"}}"))
          .anySatisfy(
              body ->
                  assertThat(body)
                      .contains("\"subject\":{\"id\":\"order-17\"},\"data\":{\"orderId\":\"o\",")
                      .endsWith("\"total\":1}}"));
      JsonNode journal = admin.get(EVENTS + "/" + id).is(200).json();
      assertThat(journal.path("subject").asText()).isEqualTo(inPress);
      assertThat(journal.path("payload").path("data").path("orderId").asText()).isEqualTo("p");
      assertThat(journal.path("deliveries")).hasSize(5);
      JsonNode explained =
          admin.get(EVENTS + "/" + id + "/explain", "webhook", press).is(200).json();
      assertThat(explained.toString()).contains("The asset was in /press");
    }
  }

  @OnEachDatabase
  void theJournalFindsThemByTheFolderAndTheQueryOfWhatTheyAreAbout(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh())) {
      TestClient admin = server.admin();
      admin.json("POST", TYPES, type("")).is(201);
      String inPress = server.asset("/press/a.jpg", "status", "Final");
      String inDrafts = server.asset("/drafts/b.jpg", "status", "Draft");
      JsonNode made = admin.get(EVENTS, "folder", "/press", "type", "folder_create").is(200).json();
      String folder = made.at("/items/0/subject").asText();
      record(admin, "{\"asset\": \"" + inPress + "\"}", "{\"orderId\": \"p\"}");
      record(admin, "{\"asset\": \"" + inDrafts + "\"}", "{\"orderId\": \"d\"}");
      record(admin, "{\"folder\": \"" + folder + "\"}", "{\"orderId\": \"f\"}");
      record(admin, "{\"id\": \"order-17\"}", "{\"orderId\": \"o\"}");

      assertThat(orders(admin, "folder", "/press")).containsExactly("p", "f");
      assertThat(orders(admin, "folder", "/drafts")).containsExactly("d");
      assertThat(orders(admin, "query", "status:Final")).containsExactly("p");
      assertThat(orders(admin, "limit", "100")).containsExactly("p", "d", "f", "o");
      String ids =
          admin
              .get(EVENTS, "type", TYPE)
              .is(200)
              .json()
              .path("items")
              .findValuesAsText("id")
              .stream()
              .filter(Ids::valid)
              .collect(Collectors.joining(","));
      assertThat(
              admin
                  .get("/api/event-summaries", "ids", ids)
                  .is(200)
                  .json()
                  .path("items")
                  .valueStream()
                  .map(
                      one ->
                          one.path("name").asText()
                              + " "
                              + one.path("path").asText()
                              + " "
                              + one.path("by").asText()))
          .as("a line of each, with who recorded it")
          .containsExactlyInAnyOrder(
              "a.jpg /press/a.jpg admin",
              "b.jpg /drafts/b.jpg admin",
              "press /press admin",
              "order-17 null admin");
    }
  }

  /** What arrives late is not missed by who reads hour by hour. */
  @OnEachDatabase
  void filtersByTimeGoByWhenAnEventWasRecordedAndReceiversReadWhenItHappened(
      TestDatabase database) {
    try (RecordingReceiver receiver = RecordingReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh())) {
      TestClient admin = server.admin();
      admin.json("POST", TYPES, type("")).is(201);
      webhook(admin, receiver, "/ce", "\"format\": \"cloudevents-structured\"");
      String happened = "2020-01-02T03:04:05.678Z";
      JsonNode made =
          admin
              .json(
                  "POST",
                  EVENTS,
                  event("{\"id\": \"x\"}", "{\"orderId\": \"late\"}")
                      .replace("{\"type\"", "{\"occurredAt\": \"" + happened + "\", \"type\""))
              .is(201)
              .json();
      JsonNode stored = admin.get(EVENTS + "/" + made.path("id").asText()).is(200).json();
      String recorded = stored.path("time").asText();
      assertThat(stored.at("/payload/timestamp").asLong())
          .isEqualTo(Instant.parse(happened).toEpochMilli());
      assertThat(orders(admin, "from", recorded)).containsExactly("late");
      assertThat(orders(admin, "to", recorded)).isEmpty();
      receiver.await(1);
      JsonNode sent = TestResponse.json(bodies(receiver, "/ce").getFirst());
      assertThat(sent.path("time").asText()).isEqualTo(happened);
      assertThat(sent.at("/data/timestamp").asLong())
          .isEqualTo(Instant.parse(happened).toEpochMilli());
    }
  }

  private static List<String> orders(TestClient admin, String name, String value) {
    return admin
        .get(EVENTS, "type", TYPE, name, value)
        .is(200)
        .json()
        .path("items")
        .valueStream()
        .map(item -> item.at("/payload/data/orderId").asText())
        .toList();
  }

  @OnEachDatabase
  void aPinnedWebhookIsNotShownWhatLaterVersionsBrought(TestDatabase database) {
    try (RecordingReceiver receiver = RecordingReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh())) {
      TestClient admin = server.admin();
      admin.json("POST", TYPES, type("")).is(201);
      webhook(admin, receiver, "/first", "\"eventTypeVersions\": {\"" + TYPE + "\": 1}");
      webhook(admin, receiver, "/newest", "\"enabled\": true");
      JsonNode second =
          admin
              .json(
                  "PUT",
                  TYPES + "/" + TYPE,
                  type(
                      ", \"coupon\": {\"type\": \"string\"}, \"lines\": {\"type\": \"array\","
                          + " \"items\": {\"type\": \"object\", \"properties\": {\"sku\": {}}}}"))
              .is(200)
              .json();
      assertThat(second.path("version").asInt()).isEqualTo(2);
      assertThat(second.path("versions")).hasSize(2);

      record(
          admin,
          "{\"id\": \"x\"}",
          "{\"orderId\": \"o\", \"coupon\": \"SPRING\", \"lines\": [{\"sku\": 1}], \"other\": 2}");
      receiver.await(2);
      assertThat(bodies(receiver, "/first").getFirst())
          .contains("\"version\":1,")
          .endsWith("\"data\":{\"orderId\":\"o\",\"other\":2}}");
      assertThat(bodies(receiver, "/newest").getFirst())
          .contains("\"version\":2,")
          .endsWith(
              "\"data\":{\"orderId\":\"o\",\"coupon\":\"SPRING\",\"lines\":[{\"sku\":1}],\"other\":2}}");

      TestResponse broken =
          admin.json("PUT", TYPES + "/" + TYPE, type("").replace("[\"orderId\"]", "[\"total\"]"));
      assertThat(broken.is(400).message())
          .contains("/required did not require 'total'")
          .contains("/properties/coupon was declared, and is missing now")
          .contains("register a new type, such as acme.order.placed.v2");
      String inUse = admin.delete(TYPES + "/" + TYPE).is(409).message();
      assertThat(inUse).contains("2 webhooks").contains("'/first'").contains("'/newest'");
    }
  }

  @OnEachDatabase
  void aBatchIsRecordedAsAWholeOrNotAtAll(TestDatabase database) {
    try (RecordingReceiver receiver = RecordingReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh())) {
      TestClient admin = server.admin();
      admin.json("POST", TYPES, type("")).is(201);
      webhook(admin, receiver, "/all", "\"enabled\": true");
      String bad = admin.json("POST", EVENTS, batch(500, "{\"orderId\": 7}")).is(400).message();
      assertThat(bad).contains("events[499].data/orderId").contains("7").contains("string");
      assertThat(admin.get(EVENTS, "type", TYPE).is(200).json().path("items")).isEmpty();
      assertThat(admin.json("POST", EVENTS, batch(501, "{}")).is(400).message())
          .contains("1 to 500");

      TestClient keyed = admin.with("Idempotency-Key", "once");
      JsonNode made =
          keyed.json("POST", EVENTS, batch(500, "{\"orderId\": \"last\"}")).is(201).json();
      assertThat(made.path("events")).hasSize(500);
      JsonNode again =
          keyed.json("POST", EVENTS, batch(500, "{\"orderId\": \"last\"}")).is(201).json();
      assertThat(again).isEqualTo(made);
      Set<String> ids =
          made.path("events")
              .valueStream()
              .map(event -> event.path("id").asText())
              .collect(Collectors.toSet());
      assertThat(ids).hasSize(500);
      receiver.await(500);
      assertThat(receiver.distinct()).isEqualTo(500);
    }
  }

  @OnEachDatabase
  void aTokenForEventsRecordsThemAndDoesNothingElse(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh())) {
      TestClient admin = server.admin();
      admin.json("POST", TYPES, type("")).is(201);
      String token = TestServer.token(admin, "events:write").path("token").asText();
      TestClient shop = server.anonymous().bearer(token);
      assertThat(record(shop, "{\"id\": \"x\"}", "{\"orderId\": \"o\"}").has("id")).isTrue();
      shop.get(EVENTS).is(403);
      shop.get(TYPES).is(403);
      String webhooks = TestServer.token(admin, "webhooks:write").path("token").asText();
      TestResponse refused =
          server.anonymous().bearer(webhooks).json("POST", EVENTS, event("{\"id\": \"x\"}", "{}"));
      assertThat(refused.is(403).message()).contains("events:write");
    }
  }

  private static String type(String moreProperties) {
    return """
    {"name": "acme.order.placed", "title": "Order placed",
     "schema": {"type": "object", "required": ["orderId"],
       "properties": {"orderId": {"type": "string"}, "total": {"type": "number"}%s}},
     "examples": [{"orderId": "order-17", "total": 12.5}]}\
    """
        .formatted(moreProperties);
  }

  private static String webhook(
      TestClient admin, RecordingReceiver receiver, String path, String more) {
    return admin
        .json(
            "POST",
            "/services/admin/webhook",
            "{\"name\": \"%s\", \"url\": \"%s%s\", \"eventTypes\": [\"%s\"], %s}"
                .formatted(path, receiver.url(), path, TYPE, more))
        .is(201)
        .json()
        .path("id")
        .asText();
  }

  private static String event(String subject, String data) {
    return "{\"type\": \"%s\", \"subject\": %s, \"data\": %s}".formatted(TYPE, subject, data);
  }

  private static JsonNode record(TestClient client, String subject, String data) {
    return client.json("POST", EVENTS, event(subject, data)).is(201).json();
  }

  private static String batch(int count, String last) {
    return IntStream.range(0, count)
        .mapToObj(
            n ->
                event(
                    "{\"id\": \"order-" + n + "\"}",
                    n == count - 1 ? last : "{\"orderId\": \"" + n + "\"}"))
        .collect(Collectors.joining(", ", "{\"events\": [", "]}"));
  }

  private static List<String> sent(RecordingReceiver receiver, int count) {
    List<String> sent = new ArrayList<>();
    receiver
        .await(count)
        .forEach(
            request ->
                sent.add(
                    path(request)
                        + " "
                        + TestResponse.json(request.request().text())
                            .path("data")
                            .path("orderId")
                            .asText()));
    return sent;
  }

  private static List<String> bodies(RecordingReceiver receiver, String path) {
    return receiver.requests().stream()
        .filter(request -> path(request).equals(path))
        .map(request -> request.request().text())
        .toList();
  }

  private static String path(RecordedRequest request) {
    return request.request().requestLine().split(" ")[1].substring("/hook".length());
  }
}
