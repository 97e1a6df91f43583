package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.platform.json.JsonBytes;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In which version of a custom event type's schema a webhook is shown its events.
 *
 * @param byType the version, from 1, by the name of the type; a type that is not named is shown as
 *     it was recorded
 */
public record PinnedVersions(Map<String, Integer> byType) {

  /** Every event as it was recorded. */
  public static final PinnedVersions NONE = new PinnedVersions(Map.of());

  /** The name of the field in the API, and in the stored form of a filter. */
  public static final String NAME = "eventTypeVersions";

  public PinnedVersions {
    byType = Collections.unmodifiableMap(new TreeMap<>(byType));
  }

  /** The version in which events of this type are shown; empty = as they were recorded. */
  Optional<Integer> of(EventType type) {
    return Optional.ofNullable(byType.get(type.name()));
  }

  /** Adds what is not by default. */
  void write(JsonBytes out) {
    if (!byType.isEmpty()) {
      out.name(NAME).object();
      byType.forEach((type, version) -> out.name(type).number(version));
      out.endObject();
    }
  }

  /** What {@link #write} added to this object. */
  static PinnedVersions read(JsonNode root) {
    JsonNode stored = root.path(NAME);
    if (stored.isMissingNode()) {
      return NONE;
    }
    Map<String, Integer> byType = new TreeMap<>();
    stored.properties().forEach(each -> byType.put(each.getKey(), each.getValue().asInt()));
    return new PinnedVersions(byType);
  }
}
