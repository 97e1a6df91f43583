package dev.carillon.hooks.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an IDE tells of the properties. */
class MetadataTest {

  /** Those whose default is not a fixed value. */
  private static final String WITHOUT_DEFAULT = "key|key-file|schema|node|management\\.(path|role)";

  @Test
  void eachPropertyHasADescriptionAndADefault() throws Exception {
    Map<String, JsonNode> properties = new TreeMap<>();
    try (InputStream in =
        Objects.requireNonNull(
            HooksProperties.class.getResourceAsStream(
                "/META-INF/spring-configuration-metadata.json"))) {
      for (JsonNode property : new ObjectMapper().readTree(in).get("properties")) {
        properties.put(property.get("name").asText().replace("carillon.hooks.", ""), property);
      }
    }
    assertThat(properties.keySet())
        .containsExactly(
            "allow",
            "allow-loopback",
            "create-tables",
            "delivery.disable-after",
            "delivery.disable-on-gone",
            "delivery.max-concurrent-per-webhook",
            "delivery.retried-statuses",
            "delivery.retry-delays",
            "delivery.timeout",
            "enabled",
            "health.backlog-age-max",
            "key",
            "key-file",
            "management.open",
            "management.path",
            "management.role",
            "node",
            "retention",
            "role",
            "schema",
            "table-prefix");
    properties.forEach(
        (name, property) -> {
          assertThat(property.path("description").asText()).as(name).matches("[A-Z].{20,}\\.");
          assertThat(property.has("defaultValue"))
              .as("whether %s has a default", name)
              .isEqualTo(!name.matches(WITHOUT_DEFAULT));
        });
    // names that begin alike get each other's text easily
    Map.of("allow", "Networks", "key", "Key that")
        .forEach(
            (name, start) ->
                assertThat(properties)
                    .hasEntrySatisfying(
                        name,
                        property ->
                            assertThat(property.path("description").asText()).startsWith(start)));
  }
}
