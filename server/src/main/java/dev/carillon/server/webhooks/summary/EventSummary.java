package dev.carillon.server.webhooks.summary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.AuthKeySnapshot;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.webhooks.payload.AlertSnapshot;
import dev.carillon.server.webhooks.payload.CustomEventSnapshot;
import dev.carillon.server.webhooks.payload.EventSubject;
import dev.carillon.server.webhooks.payload.WebhookSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event in a line.
 *
 * @param name of the asset, folder, share link, webhook or alert, as it was then, or what an
 *     application calls the subject of its event; empty = not known
 * @param path of the asset or folder, as it was then; empty = none
 * @param assetId which asset; empty = it is about none
 * @param by who made the change, or recorded the event of an application; empty = the event does
 *     not say it
 * @param changed the fields whose values changed; none for what is new
 */
record EventSummary(
    String name, String path, String assetId, String by, Map<String, FieldChange> changed) {

  private static final EventSummary NOTHING = new EventSummary("", "", "", "", Map.of());

  /** So many changed fields are shown. */
  private static final int CHANGES_SHOWN = 3;

  private static final int TEXT_MAX = 100;

  /** The change and its event are of one transaction, whose clock is read more than once. */
  private static final long SAME_CHANGE_MILLIS = 1_000;

  /** Fields that follow from others, which people read. */
  private static final Set<String> DERIVED = Set.of("assetPath", "baseName");

  /** Where there is no value before, a change would name every field. */
  private static final List<String> CREATING =
      List.of("asset_create", "asset_create_by_copy", "asset_create_from_version");

  /** What is stored with an event says this. */
  static EventSummary of(Recorded event, Snapshot snapshot) {
    return switch (snapshot) {
      case AssetSnapshot asset -> ofAsset(event, asset);
      case FolderSnapshot folder -> ofFolder(folder, "");
      case CustomEventSnapshot custom ->
          switch (custom.subject()) {
            case EventSubject.OfAsset(AssetSnapshot asset) -> of(asset, custom.by(), Map.of());
            case EventSubject.OfFolder(FolderSnapshot folder) -> ofFolder(folder, custom.by());
            case EventSubject.OfOther(String id) ->
                new EventSummary(id, "", "", custom.by(), Map.of());
          };
      case AuthKeySnapshot key -> new EventSummary(key.subject(), "", "", "", Map.of());
      case WebhookSnapshot webhook -> new EventSummary(webhook.webhookName(), "", "", "", Map.of());
      case AlertSnapshot alert ->
          new EventSummary(alert.rule() + ": " + alert.name(), "", "", "", Map.of());
      default -> NOTHING;
    };
  }

  private static EventSummary ofAsset(Recorded event, AssetSnapshot asset) {
    Metadata metadata = asset.metadata();
    boolean creates = CREATING.contains(event.type().name());
    return creates
        ? of(asset, author(event, metadata, "assetCreated", "assetCreator"), Map.of())
        : of(asset, author(event, metadata, "assetModified", "assetModifier"), asset.changed());
  }

  private static EventSummary of(AssetSnapshot asset, String by, Map<String, FieldChange> changed) {
    Metadata metadata = asset.metadata();
    String file = metadata.text("filename");
    return new EventSummary(
        file.isEmpty() ? metadata.text("name") : file,
        metadata.text("assetPath"),
        asset.assetId(),
        by,
        changed);
  }

  private static EventSummary ofFolder(FolderSnapshot folder, String by) {
    String path = folder.folderPath();
    return new EventSummary(path.substring(path.lastIndexOf('/') + 1), path, "", by, Map.of());
  }

  /** Who made or modified it, if that was by this change: a restored asset was made before. */
  private static String author(Recorded event, Metadata metadata, String at, String by) {
    long changed = metadata.number(at, Long.MIN_VALUE);
    long happened = event.time().toEpochMilli();
    return changed != Long.MIN_VALUE && Math.abs(happened - changed) <= SAME_CHANGE_MILLIS
        ? metadata.text(by)
        : "";
  }

  /** As responses show it. */
  ObjectNode json(Recorded event) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", event.id().value()).put("type", event.type().name());
    json.put("name", filled(name)).put("path", filled(path));
    json.put("assetId", filled(assetId)).put("by", filled(by));
    ArrayNode shown = json.putArray("changes");
    int all = 0;
    for (Map.Entry<String, FieldChange> change : changed.entrySet()) {
      if (DERIVED.contains(change.getKey())) {
        continue;
      }
      all++;
      if (all <= CHANGES_SHOWN) {
        ObjectNode one = shown.addObject().put("field", change.getKey());
        one.set("oldValue", value(change.getValue().oldValue()));
        one.set("newValue", value(change.getValue().newValue()));
      }
    }
    return json.put("moreChanges", Math.max(0, all - CHANGES_SHOWN));
  }

  private static @Nullable String filled(String text) {
    return text.isEmpty() ? null : text;
  }

  private static JsonNode value(@Nullable Object value) {
    return switch (value) {
      case null -> JsonNodeFactory.instance.nullNode();
      case Long number -> JsonNodeFactory.instance.numberNode(number);
      case Double number -> JsonNodeFactory.instance.numberNode(number);
      case Collection<?> several ->
          JsonNodeFactory.instance.textNode(
              cut(String.join(", ", several.stream().map(String::valueOf).toList())));
      default -> JsonNodeFactory.instance.textNode(cut(String.valueOf(value)));
    };
  }

  private static String cut(String text) {
    if (text.length() <= TEXT_MAX) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(TEXT_MAX - 1)) ? TEXT_MAX - 1 : TEXT_MAX;
    return text.substring(0, end) + "…";
  }
}
