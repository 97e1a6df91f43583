package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        otherBody:
          post: {requestBody: {content: {text/plain: {example: secret}, application/xml: {}}}}
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

  private static final String ODD =
      """
      openapi: 3.1.0
      info: {title: Odd, version: '1'}
      webhooks:
        refs: {$ref: '#/components/pathItems/refs'}
        alias: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Alias'}, example: {}}}}}}
        always: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Always'}, example: {}}}}}}
        never: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Never'}, example: {}}}}}}
        nothing: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Nothing'}, example: {}}}}}}
        circle: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Circle'}, example: {}}}}}}
        Re_fs: {post: {requestBody: {content: {application/json: {schema: {type: object}, example: {}}}}}}
      components:
        pathItems: {refs: {post: {requestBody: {$ref: '#/components/requestBodies/refs'}}}}
        requestBodies:
          refs:
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    dash: {$ref: '#/components/schemas/a-b'}
                    line: {$ref: '#/components/schemas/a_b'}
                    digit: {$ref: '#/components/schemas/1st'}
                    example: {type: string}
                    xml: {type: number}
                    only: {const: {discriminator: 7}}
                    day: {type: string, const: 2026-11-30}
                    answer: {enum: [on, off, 010, true]}
                examples: {one: {$ref: '#/components/examples/one'}, two: {summary: No value}}
        examples: {one: {value: {dash: text}}}
        schemas:
          a-b: {type: string}
          a_b: {type: integer}
          1st: {type: boolean}
          Alias: {$ref: '#/components/schemas/Real'}
          Real: {type: object}
          Always: true
          Never: false
          Circle: {$ref: '#/components/schemas/Circle'}
      """;

  @TempDir private Path home;

  @Test
  void eachWebhookOfADocumentBecomesATypeOrIsRefusedWithTheReason() {
    try (TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      Map<String, String> planned = imported(admin, DOCUMENT, true);
      assertThat(planned.get("acme.orderPlaced")).isEqualTo("created ");
      assertThat(planned.get("acme.noExample")).startsWith("refused ").contains("examples");
      assertThat(planned.get("acme.noBody"))
          .isEqualTo(
              "refused 'requestBody.content' is 'nothing', but must be application/json with a"
                  + " schema");
      assertThat(planned.get("acme.otherBody"))
          .isEqualTo(
              "refused 'requestBody.content' is 'text/plain, application/xml', but must be"
                  + " application/json with a schema");
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
  void schemasAreTakenAsTheyStandInTheDocument() {
    try (TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      Map<String, String> made = imported(admin, ODD, false);
      assertThat(made.get("acme.refs")).isEqualTo("created ");
      JsonNode schema =
          admin.get("/api/event-types/acme.refs").is(200).json().at("/versions/0/schema");
      JsonNode properties = schema.path("properties");
      assertThat(type(schema, "dash")).as("two components, two definitions").isEqualTo("string");
      assertThat(type(schema, "line")).isEqualTo("integer");
      assertThat(type(schema, "digit")).isEqualTo("boolean");
      assertThat(properties.at("/example/type").asText()).as("a property").isEqualTo("string");
      assertThat(properties.at("/xml/type").asText()).isEqualTo("number");
      assertThat(properties.at("/only/const/discriminator").asInt()).as("a value").isEqualTo(7);
      assertThat(properties.at("/day/const").asText()).as("no time").isEqualTo("2026-11-30");
      assertThat(properties.at("/answer/enum").toString())
          .isEqualTo("[\"on\",\"off\",\"010\",true]");
      assertThat(made.get("acme.alias")).isEqualTo("created ");
      assertThat(made.get("acme.always")).startsWith("refused ").contains("\"type\": \"object\"");
      assertThat(made.get("acme.never")).startsWith("refused ").contains("\"type\": \"object\"");
      assertThat(made.get("acme.nothing")).startsWith("refused ").contains("of this document");
      assertThat(made.get("acme.circle")).startsWith("refused ");
      assertThat(made.get("acme.Re_fs")).contains("differs from 'acme.refs' in more than dots");
      assertThat(made.get("metadata.value")).isNull();
      String ours = ODD.replace("alias:", "value:").replace("Re_fs:", "change:");
      Map<String, String> taken = imported(admin, ours, false, "metadata.");
      assertThat(taken.get("metadata.value")).startsWith("refused 'name'");
      assertThat(taken.get("metadata.change")).startsWith("refused 'name'");
    }
  }

  @Test
  void theAuditLogHasAnEntryForEachTypeWithWhatItWasBefore() {
    try (TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      imported(admin, DOCUMENT, true);
      imported(admin, DOCUMENT, false);
      String wider = DOCUMENT.replace("name: {type: string}", "name: {type: [string, 'null']}");
      imported(admin, wider, false);

      JsonNode type =
          admin
              .get("/api/audit?objectType=event-type&object=acme.orderPlaced")
              .is(200)
              .json()
              .path("items");
      assertThat(type.size()).isEqualTo(2);
      assertThat(type.at("/0/action").asText()).isEqualTo("importEventTypes");
      assertThat(type.at("/0/object/name").asText()).isEqualTo("Order placed");
      assertThat(type.at("/0/actor").asText()).isEqualTo("admin");
      assertThat(type.at("/0/before/version").asInt()).isEqualTo(1);
      assertThat(type.at("/0/after/version").asInt()).isEqualTo(2);
      assertThat(type.at("/0/after").has("title")).as("it is the same").isFalse();
      assertThat(type.at("/1/before").isNull()).isTrue();
      assertThat(type.at("/1/after/title").asText()).isEqualTo("Order placed");
      JsonNode calls =
          admin
              .get("/api/audit?action=importEventTypes&objectType=event-type")
              .is(200)
              .json()
              .path("items");
      List<String> counted =
          calls
              .valueStream()
              .filter(call -> call.at("/object/id").asText().isEmpty())
              .map(call -> call.path("after").toString())
              .toList();
      assertThat(counted).hasSize(3);
      assertThat(counted.get(0)).contains("\"updated\":1").doesNotContain("created");
      assertThat(counted.get(1)).contains("\"created\":", "\"refused\":");
      assertThat(counted.get(2)).isEqualTo("{\"dryRun\":true}");
    }
  }

  /** Of a text, a count, or a tree that is too large only the reason comes back, and soon. */
  @Test
  void whatWouldCostTooMuchIsRefused() {
    try (TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      ObjectNode many = document();
      for (int i = 0; i < 501; i++) {
        webhook(many, "w" + i, "Small");
      }
      assertThat(refusal(admin, many.toString()))
          .contains("'document.webhooks'", "501 webhooks", "at most 500");

      ObjectNode chain = document();
      webhook(chain, "chain", "S0");
      for (int i = 0; i < 8_000; i++) {
        schema(chain, "S" + i)
            .putObject("properties")
            .putObject("next")
            .put("$ref", "#/components/schemas/S" + (i + 1));
      }
      schema(chain, "S8000");
      assertThat(imported(admin, chain.toString(), true).get("acme.chain"))
          .startsWith("refused 'schema'")
          .contains("up to level 32");

      ObjectNode large = document();
      ObjectNode values = schema(large, "Large");
      for (int i = 0; i < 9_000; i++) {
        values.withArrayProperty("enum").add(i);
      }
      for (int i = 0; i < 400; i++) {
        webhook(large, "w" + i, "Large");
      }
      long began = System.nanoTime();
      Map<String, String> report = imported(admin, large.toString(), true);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
      assertThat(report.get("acme.w399")).contains("more than 200000 values");

      for (String odd : List.of("\"a\\0b\"", "!!float .nan", "\"\\uD800\"")) {
        String text = DOCUMENT.replace("A customer placed an order.", odd);
        assertThat(refusal(admin, text)).contains("document");
      }
    }
  }

  @Test
  void patternsAreMatchedWithinOneBudgetForAllWebhooks() {
    try (TestServer server = new TestServer(home)) {
      ObjectNode document = document();
      schema(document, "Slow")
          .putObject("properties")
          .putObject("a")
          .put("pattern", "^(?:(.*)(.*)x|a*)$");
      for (int i = 0; i < 200; i++) {
        webhook(document, "w" + i, "Slow").put("a", "a".repeat(500));
      }
      webhook(document, "small", "Small");
      Map<String, String> report = imported(server.admin(), document.toString(), true);
      assertThat(report.get("acme.w0")).isEqualTo("created ");
      assertThat(report.get("acme.w199")).contains("20 million steps for a request");
      assertThat(report.get("acme.small")).as("without a pattern").isEqualTo("created ");
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

  private static String type(JsonNode schema, String property) {
    String reference = schema.at("/properties/" + property + "/$ref").asText();
    return schema.at(reference.substring(1) + "/type").asText();
  }

  private static ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
    schema(document, "Small");
    return document;
  }

  private static ObjectNode schema(ObjectNode document, String name) {
    return document
        .withObjectProperty("components")
        .withObjectProperty("schemas")
        .putObject(name)
        .put("type", "object");
  }

  /** Adds one, and returns its example. */
  private static ObjectNode webhook(ObjectNode document, String name, String component) {
    ObjectNode media =
        document
            .withObjectProperty("webhooks")
            .putObject(name)
            .putObject("post")
            .putObject("requestBody")
            .putObject("content")
            .putObject("application/json");
    media.putObject("schema").put("$ref", "#/components/schemas/" + component);
    return media.putObject("example");
  }

  private static String refusal(TestClient admin, String document) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("document", document);
    return admin.json("POST", "/api/event-types/import", body.toString()).is(400).message();
  }

  private static Map<String, String> imported(TestClient admin, String document, boolean dry) {
    return imported(admin, document, dry, "acme.");
  }

  private static Map<String, String> imported(
      TestClient admin, String document, boolean dry, String prefix) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("prefix", prefix).put("document", document);
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
