package dev.carillon.server.webhooks.payload.catalogue;

import dev.carillon.server.webhooks.eventtypes.CustomEventType;
import dev.carillon.server.webhooks.eventtypes.CustomEventTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The event types that ship, and those that an administrator registered.
 *
 * @param shipped those that ship
 * @param custom those that were registered
 */
public record AllEventTypes(EventCatalogue shipped, CustomEventTypes custom) {

  /** All of them; the custom ones behind, by name. */
  public List<EventDescription> all() {
    List<EventDescription> all = new ArrayList<>(shipped.all());
    custom.all().forEach(type -> all.add(CustomDescriptions.of(type)));
    return all;
  }

  /** The names of all of them, in the same order. */
  List<String> names() {
    return Stream.concat(
            shipped.all().stream().map(EventDescription::name), custom.names().stream())
        .toList();
  }

  /** One of them; a custom one in its newest version. */
  public Optional<EventDescription> find(String name) {
    return shipped.find(name).or(() -> custom.find(name).map(CustomDescriptions::of));
  }

  /** One of them; a custom one in this version. */
  Optional<EventDescription> find(String name, int version) {
    return shipped
        .find(name)
        .or(
            () ->
                custom
                    .find(name)
                    .filter(type -> type.has(version))
                    .map(type -> CustomDescriptions.of(type, type.version(version))));
  }

  /** A custom type as the catalogue shows it. */
  static EventDescription described(CustomEventType type) {
    return CustomDescriptions.of(type);
  }
}
