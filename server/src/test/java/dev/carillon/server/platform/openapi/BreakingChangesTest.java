package dev.carillon.server.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BreakingChangesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The descriptions of released versions, such as {@code openapi-0.1.0.json}. */
  private static final Path RELEASED = Path.of("../docs/api");

  private static final String BROWSE = "/paths/~1services~1browse/get";
  private static final String LIST = "/paths/~1api~1event-types/get/responses";
  private static final String TYPE = "/components/schemas/EventType";
  private static final String LINK =
      "/paths/~1api~1asset~1{ids}~1signed-original-url/get/parameters/0/schema";

  @Test
  void nothingBreaksWhatWasReleased() throws IOException {
    if (Files.isDirectory(RELEASED)) {
      try (Stream<Path> files = Files.list(RELEASED)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          JsonNode released = JSON.readTree(file.toFile());
          assertThat(BreakingChanges.breaking(released, Contract.DOCUMENT))
              .as("%s", file)
              .isEmpty();
        }
      }
    }
    assertThat(BreakingChanges.breaking(Contract.DOCUMENT, Contract.DOCUMENT)).isEmpty();
  }

  @Test
  void whatTakesSomethingAwayBreaks() {
    breaks("get /services/browse is gone", d -> remove(d, "/paths/~1services~1browse", "get"));
    breaks("has another operationId", d -> put(d, BROWSE, "operationId", "look"));
    breaks("parameter fromRoot is gone", d -> ((ArrayNode) d.at(BROWSE + "/parameters")).remove(1));
    breaks("response 200 is gone", d -> remove(d, LIST, "200"));
    breaks("summary is gone", d -> remove(d, TYPE + "/properties", "summary"));
    breaks("webhooks may be missing now", d -> ((ArrayNode) d.at(TYPE + "/required")).remove(8));
    breaks(
        "is no longer application/json", d -> remove(d, LIST + "/200/content", "application/json"));
    breaks(
        "folderId is gone",
        d -> remove(d, "/components/schemas/folder_create/properties", "folderId"));
    breaks("post folder_create is gone", d -> remove(d, "/webhooks", "folder_create"));
  }

  @Test
  void whatAsksForMoreBreaks() {
    breaks(
        "parameter fromRoot must be there now",
        d -> put(d, BROWSE + "/parameters/1", "required", true));
    breaks(
        "parameter depth must be there now",
        d ->
            ((ArrayNode) d.at(BROWSE + "/parameters"))
                .addObject()
                .put("name", "depth")
                .put("in", "query")
                .put("required", true)
                .putObject("schema")
                .put("type", "string"));
    breaks("narrower maximum", d -> ((ObjectNode) d.at(LINK)).put("maximum", 60));
    breaks("was [integer] and is [string]", d -> put(d, LINK, "type", "string"));
    breaks(
        "description must be there now",
        d ->
            ((ObjectNode) d.at("/components/schemas/NewWebhook"))
                .withArrayProperty("required")
                .add("description"));
    breaks("is [integer]", d -> put(d, TYPE + "/properties/title", "type", "integer"));
    breaks(
        "has other values",
        d -> ((ArrayNode) d.at(TYPE + "/properties/group/enum")).add("collection"));
  }

  @Test
  void aCallThatIsGoneBreaks() {
    breaks("get /api/deliveries is gone", d -> remove(d, "/paths/~1api~1deliveries", "get"));
  }

  @Test
  void whatOnlyAddsIsHarmless() {
    harmless(d -> put(d, BROWSE, "description", "Other words."));
    harmless(d -> ((ObjectNode) d.path("paths")).putObject("/api/more").putObject("get"));
    harmless(
        d ->
            ((ArrayNode) d.at(BROWSE + "/parameters"))
                .addObject()
                .put("name", "depth")
                .put("in", "query")
                .putObject("schema")
                .put("type", "integer"));
    harmless(d -> put(d, TYPE + "/properties", "owner", JSON.createObjectNode()));
    harmless(d -> ((ObjectNode) d.at(LINK)).put("maximum", 10_000_000));
    harmless(d -> ((ArrayNode) d.at(TYPE + "/properties/group/enum")).remove(0));
  }

  private static void breaks(String how, Consumer<JsonNode> change) {
    assertThat(found(change)).as(how).anyMatch(line -> line.contains(how));
  }

  private static void harmless(Consumer<JsonNode> change) {
    assertThat(found(change)).isEmpty();
  }

  private static List<String> found(Consumer<JsonNode> change) {
    JsonNode after = Contract.DOCUMENT.deepCopy();
    change.accept(after);
    assertThat(after).isNotEqualTo(Contract.DOCUMENT);
    return BreakingChanges.breaking(Contract.DOCUMENT, after);
  }

  private static void remove(JsonNode document, String at, String name) {
    assertThat(((ObjectNode) document.at(at)).remove(name)).isNotNull();
  }

  private static void put(JsonNode document, String at, String name, Object value) {
    ((ObjectNode) document.at(at)).set(name, JSON.valueToTree(value));
  }
}
