package dev.carillon.server.webhooks.payload.catalogue;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.samples.NodeProject;
import dev.carillon.server.webhooks.eventtypes.CustomEventType;
import dev.carillon.server.webhooks.eventtypes.CustomEventType.Version;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final List<EventDescription> all =
      Stream.concat(EventCatalogue.load().all().stream(), Stream.of(custom(), alike())).toList();

  @Test
  void theTypeScriptTypesCompileAndFitTheExamples() throws Exception {
    assertThat(compiled("")).isEmpty();
  }

  @Test
  void theTypeScriptTypesRefuseWhatIsNoEvent() throws Exception {
    assertThat(compiled("const wrong: CarillonEvent = {type: \"asset_create\", timestamp: 1};"))
        .contains("error TS");
    assertThat(
            compiled(
                """
                declare const event: CarillonEvent;
                if (event.type === "folder_create") { event.assetId; }
                """))
        .contains("error TS");
  }

  @Test
  void theJavaTypesCompileAndReadEveryExample() throws Exception {
    Path source = Files.writeString(folder.resolve("CarillonEvent.java"), java());
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Werror",
                "-Xlint:all,-path",
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(failed).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> type = loader.loadClass("CarillonEvent");
      for (EventDescription event : all) {
        Object read = JSON.readValue(event.example().toString(), type);
        assertThat(read.getClass().getSimpleName())
            .isEqualTo(EventDescription.typeName(event.name()));
        JsonNode again = JSON.readTree(JSON.writeValueAsString(read));
        for (Map.Entry<String, JsonNode> member : event.example().properties()) {
          assertThat(again.path(member.getKey()))
              .as("%s of %s", member.getKey(), event.name())
              .isEqualTo(JSON.readTree(member.getValue().toString()));
        }
      }
    }
  }

  /** A type whose schema has what those that ship do not have. */
  private static EventDescription custom() {
    ObjectNode schema =
        (ObjectNode)
            Json.read(
                """
                {"type": "object", "required": ["first-name", "class", "any"],
                 "properties": {
                   "first-name": {"type": "string", "description": "Not */ an identifier."},
                   "first_name": {"type": "string"}, "class": {"enum": ["a", 1, null]},
                   "any": {}, "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
                   "one": {"oneOf": [{"type": "string"}, {"$ref": "#/$defs/Line"}]},
                   "all": {"allOf": [{"$ref": "#/$defs/Line"}, {"type": "object"}]},
                   "closed": {"type": "object", "additionalProperties": false},
                   "list": {"type": "array"}},
                 "$defs": {"Line": {"type": "object", "required": ["sku"],
                   "properties": {"sku": {"type": "string"}, "0": {"type": "integer"}}},
                   "Text": {"type": "string"}}}
                """);
    JsonNode example =
        Json.read(
            """
            {"first-name": "Ann", "class": 1, "any": [], "lines": [{"sku": "s"}], "one": "x",
             "all": {"sku": "t"}, "closed": {}, "list": [1]}
            """);
    return described("acme.order_line.placed", schema, example);
  }

  /** A type whose definitions are called, with its name before them, as that one and its own. */
  private static EventDescription alike() {
    ObjectNode schema =
        (ObjectNode)
            Json.read(
                """
                {"type": "object", "properties": {"at": {"$ref": "#/$defs/Placed"},
                   "of": {"$ref": "#/$defs/PlacedLine"},
                   "only": {"const": {"$ref": "#/$defs/Placed"}}},
                 "$defs": {"Placed": {"type": "object", "properties": {"day": {"type": "string"}}},
                   "PlacedLine": {"type": "object", "required": ["pages"],
                     "properties": {"pages": {"type": "integer"}}}}}
                """);
    return described(
        "acme.order_line",
        schema,
        Json.read(
            """
            {"at": {"day": "Monday"}, "of": {"pages": 3}, "only": {"$ref": "#/$defs/Placed"}}
            """));
  }

  private static EventDescription described(String name, ObjectNode schema, JsonNode example) {
    return CustomDescriptions.of(
        new CustomEventType(
            name,
            "Placed",
            "Two\nlines",
            List.of(new Version(1, schema, List.of(example), Instant.EPOCH)),
            Instant.EPOCH,
            "ann",
            1));
  }

  @Test
  void eachTypeAndEachDefinitionHasANameOfItsOwn() {
    Pattern declared = Pattern.compile("(?m)^(?:export (?:interface|type)|  record) (\\w+)");
    for (String types : List.of(TypeScriptTypes.of(all), java())) {
      assertThat(declared.matcher(types).results().map(found -> found.group(1).toLowerCase(ROOT)))
          .doesNotHaveDuplicates()
          .contains("acmeorderline_placedline", "acmeorderlineplaced_line", "acmeorderlineplaced");
    }
    EventDescription alike = all.getLast();
    assertThat(alike.schema().at("/properties/data/properties/of/$ref").asText())
        .isEqualTo("#/$defs/AcmeOrderLine_PlacedLine");
    assertThat(alike.schema().at("/properties/data/properties/only/const/$ref").asText())
        .as("a value that looks like a reference")
        .isEqualTo("#/$defs/Placed");
  }

  private String java() {
    return JavaTypes.of(all);
  }

  /** What the compiler complains of. */
  private String compiled(String more) throws IOException, InterruptedException {
    NodeProject.install();
    Files.writeString(folder.resolve("types.ts"), TypeScriptTypes.of(all));
    StringBuilder use = new StringBuilder("import type * as events from './types';\n");
    use.append("type CarillonEvent = events.CarillonEvent;\n");
    for (EventDescription event : all) {
      String name = EventDescription.typeName(event.name());
      use.append("export const a%s: events.%s = %s;\n".formatted(name, name, event.example()));
      use.append("export const any%s: CarillonEvent = a%s;\n".formatted(name, name));
    }
    Path file = Files.writeString(folder.resolve("use.ts"), use.append(more).toString());
    Path out = folder.resolve("tsc.out");
    Process compiler =
        new ProcessBuilder(
                List.of(
                    NodeProject.FOLDER.resolve("node_modules/.bin/tsc").toString(),
                    "--strict",
                    "--noEmit",
                    "--types",
                    "",
                    file.toString()))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int code = compiler.waitFor();
    String printed = Files.readString(out);
    assertThat(code == 0).as(printed).isEqualTo(printed.isBlank());
    return printed;
  }
}
