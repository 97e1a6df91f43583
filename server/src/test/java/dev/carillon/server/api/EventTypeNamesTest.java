package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No custom type is called like something else that receivers have. */
class EventTypeNamesTest {

  private static final String TYPES = "/api/event-types";

  /** Comments and texts, in which a name is no name. */
  private static final Pattern NOT_CODE =
      Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|import [^;]*\\.|\"[^\"\\n]*\"");

  private static final Pattern NAME = Pattern.compile("(?<![.\\w])[A-Z]\\w*");

  @TempDir private Path home;

  @Test
  void aTypeIsRefusedThatWouldBeCalledAsSomethingThatReceiversHave() {
    try (TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      Set<String> names = new TreeSet<>();
      for (String path : List.of(TYPES + "/types.ts", TYPES + "/types.java")) {
        names.addAll(names(admin.get(path).is(200).text()));
      }
      for (JsonNode one : admin.get(TYPES).is(200).json()) {
        String schema = TYPES + "/" + one.path("name").asText() + "/schema";
        admin.get(schema).is(200).json().path("$defs").fieldNames().forEachRemaining(names::add);
      }
      for (String fields : List.of("", "\"changedMetadataToReturn\": [\"status\"], ")) {
        String webhook = webhook(admin, fields);
        names.addAll(names(admin.get(webhook + "/types").is(200).text()));
        names.addAll(names(admin.get(webhook + "/types", "language", "java").is(200).text()));
        admin
            .get(webhook + "/schema")
            .is(200)
            .json()
            .path("$defs")
            .fieldNames()
            .forEachRemaining(names::add);
      }
      assertThat(names)
          .contains("MetadataValue", "FormattedValue", "BareValue", "MetadataChange")
          .contains("NewValue", "NewMetadata", "ChangedMetadata", "Metadata", "JsonSubTypes")
          .contains("AssetCreate", "CarillonEvent", "Record", "String");
      // with a template
      names.add("Payload");
      List<String> registered = new ArrayList<>();
      for (String name : names) {
        for (String type : List.of(words(name), name + "._")) {
          if (admin.json("POST", TYPES, type(type)).status() != 400) {
            registered.add(type);
          }
        }
      }
      assertThat(registered).isEmpty();
      assertThat(admin.json("POST", TYPES, type("metadata.value")).is(400).message())
          .contains("'name'", "metadata.value", "metadata.value.happened");
      admin.json("POST", TYPES, type("metadata.value.happened")).is(201);
      assertThat(admin.json("POST", TYPES, type("Metadata.value_happened")).is(409).message())
          .contains("differs from 'Metadata.value_happened' in dots");
      assertThat(admin.json("POST", TYPES, type("metadata.value.happened")).is(409).message())
          .contains("already");
    }
  }

  /** {@code metadata.value} for {@code MetadataValue}; {@code string._} for {@code String}. */
  private static String words(String name) {
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", ".").toLowerCase(Locale.ROOT);
    return words.contains(".") ? words : words + "._";
  }

  private static Set<String> names(String code) {
    Set<String> names = new TreeSet<>();
    NAME.matcher(NOT_CODE.matcher(code).replaceAll(" "))
        .results()
        .forEach(f -> names.add(f.group()));
    return names;
  }

  private static String type(String name) {
    return "{\"name\": \"%s\", \"schema\": {\"type\": \"object\"}, \"examples\": [{}]}"
        .formatted(name);
  }

  private static String webhook(TestClient admin, String more) {
    JsonNode made =
        admin
            .json(
                "POST",
                "/services/admin/webhook",
                """
                {"name": "w", "url": "http://127.0.0.1:1/", %s
                 "eventTypes": ["asset_create", "asset_update_metadata", "folder_create"],
                 "metadataToReturn": ["assetPath"]}\
                """
                    .formatted(more))
            .is(201)
            .json();
    return "/api/webhooks/" + made.path("id").asText();
  }
}
