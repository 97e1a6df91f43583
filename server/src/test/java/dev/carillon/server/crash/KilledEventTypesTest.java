package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies while event types are imported from an OpenAPI document: all of them are stored
 * or none, and the import can be repeated.
 */
@Tag("long")
@Tag("faults")
class KilledEventTypesTest {

  private static final String TYPES = "dev.carillon.server.webhooks.eventtypes.CustomEventTypes";
  private static final List<String> NAMES = List.of("acme.one", "acme.two", "acme.three");

  private static final int TRIES_MAX = 12;

  /** At the second pass two types are written, and the third is not. */
  private static final Point WRITTEN =
      new Point(TYPES, "insert", "CustomEventType;", Point.Side.RETURN);

  /** At the second pass two types have another version, and the third has not. */
  private static final Point REPLACED = new Point(TYPES, "replace", "", Point.Side.RETURN);

  /** All are committed, and nobody was told. */
  private static final Point STORED = new Point(TYPES, "store", "", Point.Side.RETURN);

  @TempDir private Path temp;

  private List<JsonNode> before = List.of();

  @OnEachDatabase
  void allOfADocumentAreStoredOrNone(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    home.diesAt(WRITTEN, 2, client -> {}, client -> imported(client, "integer"));
    home.diesAt(
        STORED,
        client -> {
          for (String name : NAMES) {
            assertThat(client.call("GET /api/event-types/" + name).status()).isEqualTo(404);
          }
        },
        client -> imported(client, "integer"));
    home.diesAt(
        REPLACED,
        2,
        client -> {
          assertThat(imported(client, "integer")).containsOnly("unchanged").hasSize(NAMES.size());
          consume(client);
          order(client, 1);
          before = types(client);
        },
        client -> imported(client, "number"));
    try (ServerProcess server = home.start()) {
      Client client = server.client();
      assertThat(types(client)).isEqualTo(before);
      order(client, 2);
      assertThat(imported(client, "number")).containsOnly("updated").hasSize(NAMES.size());
      for (JsonNode type : types(client)) {
        assertThat(type.path("versions").valueStream().map(each -> each.path("version").asInt()))
            .containsExactly(1, 2);
      }
      order(client, 3);
      assertThat(read(client, 3)).containsExactlyInAnyOrder(1, 2, 3);
    }
  }

  /** Imports a document whose types have a member of this kind; what became of each. */
  private static List<String> imported(Client client, String kind) throws IOException {
    Map<String, Object> schema =
        Map.of("type", "object", "properties", Map.of("number", Map.of("type", kind)));
    Map<String, Object> webhook =
        Map.of(
            "post",
            Map.of(
                "requestBody",
                Map.of(
                    "content",
                    Map.of(
                        "application/json",
                        Map.of("schema", schema, "example", Map.of("number", 7))))));
    Map<String, Object> document =
        Map.of(
            "openapi", "3.1.0",
            "info", Map.of("title", "Acme", "version", "1"),
            "webhooks", Map.of("one", webhook, "two", webhook, "three", webhook));
    return client
        .postJson(
            "/api/event-types/import?dryRun=false", Map.of("document", document, "prefix", "acme."))
        .accepted()
        .path("types")
        .findValuesAsText("result");
  }

  private static List<JsonNode> types(Client client) throws IOException {
    List<JsonNode> types = new ArrayList<>();
    for (String name : NAMES) {
      types.add(client.call("GET /api/event-types/" + name).accepted());
    }
    return types;
  }

  private static void consume(Client client) throws IOException {
    client
        .postJson(
            "/services/admin/webhook",
            Map.of("name", "reader", "delivery", "pull", "eventTypes", NAMES))
        .accepted();
  }

  /** The numbers of so many events; those of a killed node come once its lease has ended. */
  private static List<Integer> read(Client client, int count) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    String ack = "";
    for (int tries = 0; tries < TRIES_MAX && numbers.size() < count; tries++) {
      // what was not acknowledged would come again
      JsonNode page = client.call("GET /api/consumers/reader/events?wait=5" + ack).accepted();
      for (JsonNode event : page.path("events")) {
        numbers.add(event.at("/payload/data/number").asInt());
      }
      ack = page.path("ack").isTextual() ? "&ack=" + page.path("ack").asText() : "";
    }
    return numbers;
  }

  private static void order(Client client, int number) throws IOException {
    client
        .postJson(
            "/api/events",
            Map.of(
                "type", NAMES.getFirst(),
                "subject", Map.of("id", "order-" + number),
                "data", Map.of("number", number)))
        .accepted();
  }
}
