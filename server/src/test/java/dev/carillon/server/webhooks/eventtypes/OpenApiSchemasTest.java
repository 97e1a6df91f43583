package dev.carillon.server.webhooks.eventtypes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.webhooks.eventtypes.OpenApiSchemas.FreeNames;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Definitions that are taken out of an OpenAPI document have names of their own. */
class OpenApiSchemasTest {

  private static final int MANY = 20_000;

  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final ObjectNode body = document.putObject("body").put("type", "object");

  private void component(String name) {
    document
        .withObjectProperty("components")
        .withObjectProperty("schemas")
        .putObject(name)
        .put("title", name);
    body.withObjectProperty("properties")
        .putObject(name)
        .put("$ref", "#/components/schemas/" + name);
  }

  private JsonNode whole() {
    return new OpenApiSchemas(document).whole(body);
  }

  private static String definition(JsonNode whole, String property) {
    return AllowedSchemas.definitionOf(whole.path("properties").path(property).path("$ref"));
  }

  @Test
  void namesThatWouldBeTheSameGetNumbers() {
    for (String name : new String[] {"a_b", "a-b", "a_b_2", "a.b", "a_b_3"}) {
      component(name);
    }
    body.putObject("$defs").putObject("a_b_4");
    JsonNode whole = whole();
    assertThat(definition(whole, "a_b")).isEqualTo("a_b");
    assertThat(definition(whole, "a-b")).isEqualTo("a_b_2");
    assertThat(definition(whole, "a_b_2")).isEqualTo("a_b_2_2");
    assertThat(definition(whole, "a.b")).isEqualTo("a_b_3");
    assertThat(definition(whole, "a_b_3")).isEqualTo("a_b_3_2");
    for (String name : new String[] {"a_b", "a-b", "a_b_2", "a.b", "a_b_3"}) {
      assertThat(whole.path("$defs").path(definition(whole, name)).path("title").asText())
          .isEqualTo(name);
    }
  }

  @Test
  void twentyThousandOfOneNameTakeHardlyMoreTries() {
    Set<String> names = new HashSet<>();
    AtomicInteger tries = new AtomicInteger();
    FreeNames free =
        new FreeNames(
            name -> {
              tries.incrementAndGet();
              return names.add(name);
            });
    for (int i = 0; i < MANY; i++) {
      free.of("a" + (char) (0x4e00 + i));
    }
    assertThat(names).hasSize(MANY).contains("a_", "a__2", "a__" + MANY);
    assertThat(tries.get()).isLessThanOrEqualTo(2 * MANY);
  }
}
