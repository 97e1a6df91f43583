package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.openapi.DescribedEvents;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** All event types with what is to be known about them, read once. */
public final class EventCatalogue implements DescribedEvents {

  /** Sent by tests alone. */
  private static final List<EventType> TESTS = List.of(new EventType("ping"));

  private final Map<String, EventDescription> descriptions = new LinkedHashMap<>();

  private EventCatalogue() {}

  /** The catalogue that ships. */
  public static EventCatalogue load() {
    EventCatalogue catalogue = new EventCatalogue();
    PayloadSchemas schemas = new PayloadSchemas();
    Stream.of(EventTypes.ALL, OperationalEvents.ALL, TESTS)
        .flatMap(List::stream)
        .map(EventType::name)
        .forEach(name -> catalogue.descriptions.put(name, described(name, schemas)));
    return catalogue;
  }

  /** All of them: assets, auth keys, folders, operational events, tests. */
  @Override
  public List<EventDescription> all() {
    return List.copyOf(descriptions.values());
  }

  /** One of them. */
  public Optional<EventDescription> find(String name) {
    return Optional.ofNullable(descriptions.get(name));
  }

  private static EventDescription described(String name, PayloadSchemas schemas) {
    ObjectNode about = resource(name + ".json");
    JsonNode example = about.remove("example");
    return new EventDescription(name, about, schemas.of(about), example);
  }

  /** A file beside this class. */
  static ObjectNode resource(String file) {
    try (InputStream in =
        Objects.requireNonNull(EventCatalogue.class.getResourceAsStream(file), file)) {
      return (ObjectNode) Json.read(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
