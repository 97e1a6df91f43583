package dev.carillon.server.webhooks.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.AuthKeySnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.json.ScriptJson;
import dev.carillon.server.webhooks.eventtypes.CustomEventType;
import dev.carillon.server.webhooks.eventtypes.CustomEventTypes;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.CustomEventSnapshot;
import dev.carillon.server.webhooks.payload.CustomTypeName;
import dev.carillon.server.webhooks.payload.EventSubject;
import dev.carillon.server.webhooks.payload.FilterChange;
import dev.carillon.server.webhooks.payload.NewProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a test sends: a ping, what the caller gives, or an event of one asset that is always the
 * same, rendered as the webhook wants to see it, by the same code as real ones.
 *
 * @param rendering of payloads
 * @param custom the types of other events, whose tests are made of their examples
 */
public record TestPayloads(PayloadRenderer rendering, CustomEventTypes custom) {

  private static final EventType PING = new EventType("ping");
  private static final String ASSET = "2n-UzMFgate9nAwg8zLXCs";
  private static final String FOLDER = "1hM8TUiVaKW8HSgY2rkMPX";
  private static final String KEY = "3pQzB0rTe7Kc-W5mXnYd1a";
  private static final long CREATED = 1_591_271_532_123L;

  private static final Projection SHOWN =
      new Projection(List.of("name", "assetPath", "assetDomain", "status"), List.of());

  /** What an unsaved webhook is shown. */
  static Webhook.Subscription subscription() {
    return new Webhook.Subscription(List.of(), List.of(), EventFilter.ALL, SHOWN);
  }

  /** What the caller gives, byte by byte as JSON prints it compactly. */
  TestEvent given(String type, ObjectNode payload) {
    return new TestEvent(ping(type) ? PING : known(type), ASSET, Payload.of(Json.write(payload)));
  }

  /**
   * An event of this type as it would be sent now to a webhook with this subscription; a ping by
   * that name, or without a type.
   */
  TestEvent of(String type, Webhook.Subscription subscription) {
    Instant now = Instant.now();
    if (ping(type)) {
      return ping(now, false, subscription);
    }
    EventType known = known(type);
    Optional<CustomEventType> registered = registered(known);
    Snapshot snapshot =
        registered.isPresent()
            ? example(registered.get(), subscription, now)
            : snapshot(known, now, change(subscription));
    Event event = Event.of(known, ASSET, now, snapshot);
    return new TestEvent(known, ASSET, snapshot.render(event, subscription.projection()));
  }

  /** What the example's change is to the filter, where the webhook asks for it. */
  private static String change(Webhook.Subscription subscription) {
    return AssetFilterReader.criteria(subscription.filter()).scope().changes().stream()
        .map(FilterChange::text)
        .findFirst()
        .orElse("");
  }

  /** A ping to a disabled webhook, which says that its recovery depends on the response. */
  TestEvent recoveryPing(Instant now, Webhook.Subscription subscription) {
    return ping(now, true, subscription);
  }

  private TestEvent ping(Instant now, boolean recovery, Webhook.Subscription subscription) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", PING.name()).put("timestamp", now.toEpochMilli());
    if (recovery) {
      json.put("recovery", true);
    }
    Payload plain = Payload.of(Json.write(json));
    Event event = Event.of(PING, PING.name(), now, Snapshot.of(plain));
    return new TestEvent(
        PING, PING.name(), rendering.shaped(event, plain, subscription.projection()));
  }

  private static boolean ping(String type) {
    return type.isEmpty() || type.equals(PING.name());
  }

  private Optional<CustomEventType> registered(EventType type) {
    return CustomTypeName.valid(type.name()) ? custom.find(type.name()) : Optional.empty();
  }

  /** An event about the example's asset, with the example of the version that a webhook wants. */
  private Snapshot example(CustomEventType type, Webhook.Subscription subscription, Instant now) {
    int pinned =
        AssetFilterReader.criteria(subscription.filter())
            .versions()
            .byType()
            .getOrDefault(type.name(), type.newest().number());
    CustomEventType.Version version = type.has(pinned) ? type.version(pinned) : type.newest();
    AssetSnapshot asset =
        (AssetSnapshot) snapshot(new EventType(type.name()), now, change(subscription));
    return new CustomEventSnapshot(
        new EventSubject.OfAsset(asset),
        version.number(),
        ScriptJson.text(version.examples().getFirst()),
        NewProperties.NONE,
        now.toEpochMilli(),
        "",
        rendering);
  }

  private EventType known(String name) {
    List<String> names = new ArrayList<>(EventTypes.ALL.stream().map(EventType::name).toList());
    if (!names.contains(name)) {
      names.addAll(custom.names());
    }
    if (!names.contains(name)) {
      throw Problem.badField(
          "eventType",
          name,
          "an event type; the nearest is '" + NameSuggestion.to(name, names) + "'");
    }
    return new EventType(name);
  }

  private Snapshot snapshot(EventType type, Instant now, String filterChange) {
    if (type.name().startsWith("folder_")) {
      return new FolderSnapshot(FOLDER, "/Demo Zone/New", Metadata.EMPTY, rendering);
    }
    if (type.name().startsWith("authkey_")) {
      long until = now.plus(Duration.ofDays(7)).toEpochMilli();
      return new AuthKeySnapshot(KEY, "Pictures of the launch", until, List.of(ASSET), rendering);
    }
    return new AssetSnapshot(
        ASSET,
        asset(),
        changed(type),
        Set.of("/Demo Zone"),
        FileText.NONE,
        rendering,
        Map.of(),
        filterChange);
  }

  private static Metadata asset() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", "sunrise.jpg");
    values.put("filename", "sunrise.jpg");
    values.put("folderPath", "/Demo Zone");
    values.put("assetPath", "/Demo Zone/sunrise.jpg");
    values.put("assetDomain", "image");
    values.put("assetType", "jpg");
    values.put("extension", "jpg");
    values.put("status", "Final");
    values.put("fileSize", 1_258_291L);
    values.put("assetCreated", CREATED);
    values.put("assetCreator", "ann");
    return Metadata.of(values);
  }

  /** What changes with an event of this type, as the contract says. */
  private static Map<String, FieldChange> changed(EventType type) {
    return switch (type.name()) {
      case "asset_update_metadata", "asset_checkin" ->
          Map.of("status", new FieldChange("Production", "Final"));
      case "asset_rename" -> moved("/Demo Zone/dawn.jpg", "name", "dawn.jpg", "sunrise.jpg");
      case "asset_move" -> moved("/Inbox/sunrise.jpg", "folderPath", "/Inbox", "/Demo Zone");
      default -> Map.of();
    };
  }

  private static Map<String, FieldChange> moved(
      String oldPath, String field, String oldValue, String newValue) {
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    changed.put(field, new FieldChange(oldValue, newValue));
    changed.put("assetPath", new FieldChange(oldPath, "/Demo Zone/sunrise.jpg"));
    return changed;
  }

  /** What to send. */
  record TestEvent(EventType type, String subject, Payload payload) {}
}
