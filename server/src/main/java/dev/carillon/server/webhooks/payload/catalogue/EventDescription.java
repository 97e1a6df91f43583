package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.openapi.DescribedEvents;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is to be known about one event type.
 *
 * @param about name, group, title, summary, when it fires and when not, version and changes, as the
 *     API shows them
 * @param schema of its payload: JSON Schema 2020-12, whole in itself
 * @param example a payload as it is sent
 */
public record EventDescription(String name, ObjectNode about, ObjectNode schema, JsonNode example)
    implements DescribedEvents.DescribedEvent {

  private static final List<String> SUMMARY =
      List.of("name", "group", "title", "summary", "firesWhen", "notWhen", "version", "since");

  /** Such as {@code asset}: the types about the same kind of thing. */
  public String group() {
    return about.path("group").asText();
  }

  /** What it is called in languages for receivers, such as {@code AssetCreateByCopy}. */
  @Override
  public String typeName() {
    return typeName(name);
  }

  /** {@code AssetCreateByCopy} for {@code asset_create_by_copy}. */
  static String typeName(String eventType) {
    return Arrays.stream(eventType.split("[_.]"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  /** A few words. */
  @Override
  public String title() {
    return about.path("title").asText();
  }

  /** A sentence. */
  @Override
  public String summary() {
    return about.path("summary").asText();
  }

  /** Without schema and example. */
  ObjectNode shortly(long webhooks) {
    ObjectNode shown = about.objectNode();
    SUMMARY.forEach(name -> shown.set(name, about.path(name)));
    return shown.put("webhooks", webhooks);
  }

  /** With everything. */
  ObjectNode whole(long webhooks) {
    ObjectNode shown = shortly(webhooks);
    shown.set("schema", schema);
    shown.set("example", example);
    shown.set("fields", FieldLines.of(schema));
    shown.set("changes", about.path("changes"));
    return shown;
  }
}
