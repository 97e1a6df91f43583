package dev.carillon.server.webhooks.payload.catalogue;

import dev.carillon.server.webhooks.eventtypes.CustomEventType;
import dev.carillon.server.webhooks.eventtypes.CustomEventTypes;
import dev.carillon.server.webhooks.eventtypes.TakenNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** What custom types cannot be called. */
  public TakenNames takenNames() {
    List<EventDescription> own = shipped.all();
    Set<String> declared = new HashSet<>(WebhookSchemas.DEFINITIONS);
    declared.addAll(JavaTypes.USED);
    declared.addAll(TypeScriptTypes.USED);
    declared.addAll(EventDescription.definitions(own).keySet());
    own.forEach(event -> declared.add(event.typeName()));
    return new TakenNames(
        own.stream().map(EventDescription::name).collect(Collectors.toSet()), declared);
  }

  /** A custom type as the catalogue shows it. */
  static EventDescription described(CustomEventType type) {
    return CustomDescriptions.of(type);
  }
}
