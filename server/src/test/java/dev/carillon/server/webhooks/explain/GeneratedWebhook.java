package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.TestResponse;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes settings of webhooks at random: what they want (types, those of other programs too,
 * folders, queries, trigger fields, operational events), and what becomes of it (templates, order,
 * batches, debouncing, versions of types).
 */
record GeneratedWebhook(Random random) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> TYPES =
      List.of(
          "asset_create",
          "asset_update_metadata",
          "asset_move",
          "asset_rename",
          "asset_remove",
          "folder_create",
          "folder_remove");

  private static final List<String> ALL_TYPES =
      Stream.of(TYPES, OwnEvents.TYPES).flatMap(List::stream).toList();

  private static final List<String> OPERATIONAL =
      List.of("webhook.disabled", "webhook.enabled", "webhook.secret_rolled");

  /** The second fails with assets of a high rating, which no example of an event type has. */
  private static final List<String> TEMPLATES =
      List.of(
          "{'of': type, 'name': metadata.name}",
          "{'of': $exists(metadata.rating) and metadata.rating > 3 ? $sum(metadata.name) : type}");

  private static final List<String> FOLDERS = List.of("/A", "/A/B", "C/", "/", "/nowhere");

  private static final List<String> FIELDS =
      List.of("status", "rating", "description", "assetPath", "name");

  private static final List<String> TERMS =
      List.of(
          "status:Final",
          "status:(Draft Final)",
          "rating:[2 TO 4]",
          "rating:{* TO 3}",
          "rating:3",
          "name:*.txt",
          "name:o?e*",
          "description:light*",
          "lighthause~1",
          "\"old stone\"",
          "description:\"stone old\"~3",
          "tags:sea",
          "stone^2",
          "words",
          "textContent:words",
          "folderPath:\"/A/B\"",
          "assetCreated:[NOW-1DAY TO NOW]",
          "status:*",
          "noSuchField:x",
          "\"!\"",
          "*:*");

  /** The fields that decide who gets what. */
  ObjectNode settings() {
    ObjectNode settings = JSON.createObjectNode();
    put(settings.putArray("eventTypes"), some(ALL_TYPES, 0.85));
    put(settings.putArray("operationalEvents"), some(OPERATIONAL, 0.2));
    ObjectNode place = settings.putObject("foldersAndQuery");
    put(place.putArray("folders"), random.nextBoolean() ? List.of() : some(FOLDERS, 0.4));
    place.put("query", random.nextInt(5) < 2 ? "" : query(2));
    boolean ofBothStates = !place.path("query").asText().contains("textContent");
    settings.put("filterChange", "any").putNull("onBehalfOf");
    if (random.nextInt(4) == 0 && ofBothStates) {
      put(settings.putArray("filterChange"), some(List.of("entered", "left", "within"), 0.6));
    }
    if (random.nextInt(5) == 0) {
      settings.putObject("onBehalfOf").put("user", "ann");
    }
    boolean any = random.nextInt(3) != 0;
    put(settings.putArray("triggerMetadataFields"), any ? List.of() : some(FIELDS, 0.4));
    group(settings);
    shape(settings);
    return settings;
  }

  /** One that wants all changes and events of other programs, but for what this setting says. */
  ObjectNode with(String setting, String value) {
    ObjectNode settings = JSON.createObjectNode();
    put(settings.putArray("eventTypes"), ALL_TYPES);
    settings.set(setting, TestResponse.json(value));
    return settings;
  }

  /** The same with a template that makes no body of some assets. */
  ObjectNode withTemplate() {
    ObjectNode settings = with("metadataToReturn", "[\"name\", \"rating\"]");
    return settings.put("template", TEMPLATES.getLast());
  }

  /** What decides about no event: the form of its request, and its turn. */
  private void shape(ObjectNode settings) {
    put(settings.putArray("metadataToReturn"), List.of("name", "rating"));
    boolean shaped = random.nextInt(3) == 0;
    settings.put("template", shaped ? TEMPLATES.get(random.nextInt(TEMPLATES.size())) : "");
    settings.put("ordering", random.nextInt(3) == 0 ? "asset" : "none");
    ObjectNode versions = settings.putObject("eventTypeVersions");
    if (random.nextInt(3) == 0) {
      versions.put(OwnEvents.VERSIONED, 1 + random.nextInt(2));
    }
  }

  /** Some webhooks hold events: for a second, or for longer than a test takes. */
  private void group(ObjectNode settings) {
    settings.putNull("batch").putNull("debounceSeconds");
    int seconds = random.nextInt(3) == 0 ? 3_600 : 1;
    if (random.nextInt(3) == 0) {
      settings
          .putObject("batch")
          .put("maxEvents", 2 + random.nextInt(2))
          .put("maxSeconds", seconds);
    }
    if (random.nextInt(3) == 0) {
      settings.put("debounceSeconds", seconds);
    }
  }

  private String query(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return TERMS.get(random.nextInt(TERMS.size()));
    }
    String one = query(depth - 1);
    String other = query(depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> one + " " + other;
      case 1 -> "(" + one + " OR " + other + ")";
      case 2 -> one + " AND NOT (" + other + ")";
      case 3 -> "-(" + one + ")";
      case 4 -> one + " OR " + other + " AND " + one;
      default -> "+(" + one + ") (" + other + ")";
    };
  }

  private List<String> some(List<String> all, double share) {
    return IntStream.range(0, all.size())
        .filter(i -> random.nextDouble() < share)
        .mapToObj(all::get)
        .toList();
  }

  private static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
