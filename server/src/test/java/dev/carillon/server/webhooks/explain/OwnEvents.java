package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.TestClient;
import java.util.List;
import java.util.Random;

/**
 * Records events of other programs, of types at random: about assets, about folders, in the first
 * version of a type, and about other things.
 */
record OwnEvents(TestClient admin, Random random) {

  /** The type that has two versions. */
  static final String VERSIONED = "acme.order.placed";

  /** All of the types. */
  static final List<String> TYPES = List.of(VERSIONED, "acme.note.written");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE =
      """
      {"name": "%s", "title": "Something happened",
       "schema": {"type": "object", "properties": {"id": {"type": "string"}%s}},
       "examples": [{"id": "17"}]}\
      """;

  /** Registers the types. */
  void register() {
    for (String type : TYPES) {
      admin.json("POST", "/api/event-types", TYPE.formatted(type, "")).is(201);
    }
    String more = ", \"coupon\": {\"type\": \"string\"}";
    String next = TYPE.formatted(VERSIONED, more).replace("\"name\": \"" + VERSIONED + "\", ", "");
    admin.json("PUT", "/api/event-types/" + VERSIONED, next).is(200);
  }

  /** Records one about this asset, one about this folder and one about an order. */
  void record(String asset, String folder) {
    recordOne("asset", asset);
    recordOne("folder", folder);
    recordOne("id", "order-" + random.nextInt(3));
  }

  private void recordOne(String subject, String id) {
    String type = TYPES.get(random.nextInt(TYPES.size()));
    boolean old = type.equals(VERSIONED) && subject.equals("folder");
    ObjectNode event = JSON.createObjectNode().put("type", type);
    event.putObject("subject").put(subject, id);
    ObjectNode data = event.putObject("data").put("id", id);
    if (old) {
      event.put("version", 1);
    } else if (type.equals(VERSIONED)) {
      data.put("coupon", "SPRING");
    }
    admin.json("POST", "/api/events", event.toString()).ok();
  }
}
