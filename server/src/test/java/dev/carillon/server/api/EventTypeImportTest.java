package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types come from an OpenAPI document, and what one node registered holds on the other. */
class EventTypeImportTest {

  private static final String DOCUMENT =
      """
      openapi: 3.1.0
      info: {title: Shop, version: '1'}
      webhooks:
        orderPlaced:
          post:
            summary: Order placed
            description: A customer placed an order.
            requestBody:
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Order'}
                  example: {id: order-17, customer: {name: Ann}}
        noExample:
          post: {requestBody: {content: {application/json: {schema: {type: object}}}}}
        noBody:
          post: {summary: Nothing}
        tree:
          post:
            requestBody:
              content:
                application/json: {schema: {$ref: '#/components/schemas/Tree'}, example: {}}
      components:
        schemas:
          Order:
            type: object
            required: [id]
            properties:
              id: {type: string, example: order-17}
              customer: {$ref: '#/components/schemas/shop.Customer'}
            discriminator: {propertyName: id}
          shop.Customer: {type: object, properties: {name: {type: string}}}
          Tree: {type: object, properties: {below: {$ref: '#/components/schemas/Tree'}}}
      """;

  @TempDir private Path home;

  @Test
  void eachWebhookOfADocumentBecomesATypeOrIsRefusedWithTheReason() {
    try (TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      Map<String, String> planned = imported(admin, DOCUMENT, true);
      assertThat(planned.get("acme.orderPlaced")).isEqualTo("created ");
      assertThat(planned.get("acme.noExample")).startsWith("refused ").contains("examples");
      assertThat(planned.get("acme.noBody")).startsWith("refused ").contains("application/json");
      assertThat(planned.get("acme.tree")).contains("does not refer back to itself");
      admin.get("/api/event-types/acme.orderPlaced").is(404);

      assertThat(imported(admin, DOCUMENT, false)).isEqualTo(planned);
      JsonNode type = admin.get("/api/event-types/acme.orderPlaced").is(200).json();
      assertThat(type.path("title").asText()).isEqualTo("Order placed");
      assertThat(type.at("/versions/0/schema/$defs/shop_Customer/type").asText())
          .isEqualTo("object");
      assertThat(imported(admin, DOCUMENT, false).get("acme.orderPlaced")).isEqualTo("unchanged ");

      String wider = DOCUMENT.replace("name: {type: string}", "name: {type: [string, 'null']}");
      assertThat(imported(admin, wider, false).get("acme.orderPlaced"))
          .isEqualTo("updated It becomes version 2");
      assertThat(imported(admin, DOCUMENT, false).get("acme.orderPlaced"))
          .startsWith("refused ")
          .contains("allowed null");
      assertThat(
              admin
                  .json("POST", "/api/event-types/import", "{\"document\": \"a: [\"}")
                  .is(400)
                  .message())
          .contains("YAML is malformed");
    }
  }

  @Test
  @Tag("long")
  void whatOneNodeRegisteredHoldsOnTheOtherAtOnce() {
    try (TestCluster cluster = new TestCluster(home, 2)) {
      TestClient one = cluster.node(0).admin();
      TestClient other = cluster.node(1).admin();
      imported(one, DOCUMENT, false);
      other
          .json(
              "POST",
              "/services/admin/webhook",
              """
              {"name": "w", "url": "http://127.0.0.1:1/", "eventTypes": ["acme.orderPlaced"],
               "eventTypeVersions": {"acme.orderPlaced": 1}}\
              """)
          .is(201);
      String event =
          "{\"type\": \"acme.orderPlaced\", \"subject\": {\"id\": \"1\"}, \"data\": {\"id\":"
              + " \"1\"}}";
      JsonNode made = other.json("POST", "/api/events", event).is(201).json();
      assertThat(made.path("webhooks").asInt()).isEqualTo(1);
    }
  }

  private static Map<String, String> imported(TestClient admin, String document, boolean dry) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("prefix", "acme.").put("document", document);
    JsonNode report =
        admin.json("POST", "/api/event-types/import?dryRun=" + dry, body.toString()).is(200).json();
    assertThat(report.path("dryRun").asBoolean()).isEqualTo(dry);
    Map<String, String> results = new TreeMap<>();
    for (JsonNode type : report.path("types")) {
      results.put(
          type.path("name").asText(),
          type.path("result").asText() + " " + type.path("detail").asText());
    }
    return results;
  }
}
