package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.AuthKeySnapshot;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.MetadataJson;
import dev.carillon.server.platform.json.JsonBytes;
import dev.carillon.server.platform.json.ScriptJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of snapshots: JSON that keeps the types of values, so that what is read is equal
 * to what was written.
 */
final class SnapshotJson {

  /** What was stored once must always be read again: only memory is the limit. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              // virtual threads do not live long enough to have buffers of their own
              .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private SnapshotJson() {}

  static byte[] bytes(AssetSnapshot asset) {
    return JsonBytes.object(
        out -> {
          out.name("assetId").text(asset.assetId());
          writeMetadata(asset.metadata(), out);
          writeChanges("changed", asset.changed(), asset.metadata(), out);
          out.name("folders");
          MetadataJson.write(List.copyOf(asset.folders()), out);
          writeFilled("file", asset.text().file(), out);
          if (!asset.untold().isEmpty()) {
            writeChanges("untold", asset.untold(), asset.metadata(), out);
          }
        });
  }

  private static void writeChanges(
      String name, Map<String, FieldChange> changes, Metadata metadata, JsonBytes out) {
    out.name(name).object();
    for (Map.Entry<String, FieldChange> change : changes.entrySet()) {
      out.name(change.getKey()).array();
      MetadataJson.write(change.getValue().oldValue(), out);
      Object now = change.getValue().newValue();
      // mostly it stands among the metadata already
      if (now == null || !now.equals(metadata.asMap().get(change.getKey()))) {
        MetadataJson.write(now, out);
      }
      out.endArray();
    }
    out.endObject();
  }

  static byte[] bytes(FolderSnapshot folder) {
    return JsonBytes.object(
        out -> {
          out.name("folderId").text(folder.folderId());
          out.name("folderPath").text(folder.folderPath());
          writeMetadata(folder.metadata(), out);
        });
  }

  static byte[] bytes(AuthKeySnapshot authKey) {
    return JsonBytes.object(out -> writeAuthKey(authKey, out));
  }

  static byte[] bytes(WebhookSnapshot webhook) {
    return JsonBytes.object(out -> writeWebhook(webhook, out));
  }

  static byte[] bytes(AlertSnapshot alert) {
    return JsonBytes.object(out -> writeAlert(alert, out));
  }

  static byte[] bytes(CustomEventSnapshot event) {
    return JsonBytes.object(
        out -> {
          out.name("version").number(event.version());
          out.name("timestamp").number(event.timestamp());
          writeFilled("by", event.by(), out);
          switch (event.subject()) {
            case EventSubject.OfAsset(AssetSnapshot asset) -> out.name("asset").whole(bytes(asset));
            case EventSubject.OfFolder(FolderSnapshot folder) ->
                out.name("folder").whole(bytes(folder));
            case EventSubject.OfOther(String id) -> out.name("id").text(id);
          }
          out.name("since").object();
          event.since().since().forEach((path, version) -> out.name(path).number(version));
          out.endObject();
          out.name("data").whole(event.data().getBytes(StandardCharsets.UTF_8));
        });
  }

  static CustomEventSnapshot customEvent(
      byte[] bytes, Snapshots.FileTexts texts, PayloadRenderer rendering) {
    JsonNode root = root(bytes);
    Map<String, Integer> since = new LinkedHashMap<>();
    part(root, "since")
        .properties()
        .forEach(each -> since.put(each.getKey(), each.getValue().asInt()));
    EventSubject subject =
        root.has("asset")
            ? new EventSubject.OfAsset(asset(root.path("asset"), texts, rendering))
            : root.has("folder")
                ? new EventSubject.OfFolder(folder(root.path("folder"), rendering))
                : new EventSubject.OfOther(part(root, "id").asText());
    return new CustomEventSnapshot(
        subject,
        part(root, "version").asInt(),
        ScriptJson.text(part(root, "data")),
        new NewProperties(since),
        part(root, "timestamp").asLong(),
        root.path("by").asText(),
        rendering);
  }

  /** The fields of a webhook, the same in its payload and in its stored form. */
  static void writeWebhook(WebhookSnapshot webhook, JsonBytes out) {
    out.name("webhookId").text(webhook.webhookId());
    out.name("webhookName").text(webhook.webhookName());
    writeFilled("reason", webhook.reason(), out);
    writeFilled("detail", webhook.detail(), out);
    writeFilled("deliveryId", webhook.deliveryId(), out);
  }

  private static void writeFilled(String name, String text, JsonBytes out) {
    if (!text.isEmpty()) {
      out.name(name).text(text);
    }
  }

  static WebhookSnapshot webhook(byte[] bytes, PayloadRenderer rendering) {
    JsonNode root = root(bytes);
    return new WebhookSnapshot(
        part(root, "webhookId").asText(),
        part(root, "webhookName").asText(),
        root.path("reason").asText(),
        root.path("detail").asText(),
        root.path("deliveryId").asText(),
        rendering);
  }

  /** The fields of an alert, the same in its payload and in its stored form. */
  static void writeAlert(AlertSnapshot alert, JsonBytes out) {
    out.name("rule").text(alert.rule());
    out.name("when").text(alert.when());
    out.name("subject").text(alert.subject());
    out.name("name").text(alert.name());
    out.name("detail").text(alert.detail());
    out.name("beganAt").number(alert.beganAt().toEpochMilli());
    AlertSnapshot.End end = alert.end();
    if (end != null) {
      out.name("endedAt").number(end.at().toEpochMilli());
      out.name("reason").text(end.reason());
    }
    out.name("episodes").number(alert.episodes());
  }

  static AlertSnapshot alert(byte[] bytes, PayloadRenderer rendering) {
    JsonNode root = root(bytes);
    AlertSnapshot.End end =
        root.has("endedAt")
            ? new AlertSnapshot.End(
                Instant.ofEpochMilli(part(root, "endedAt").asLong()), part(root, "reason").asText())
            : null;
    return new AlertSnapshot(
        part(root, "rule").asText(),
        part(root, "when").asText(),
        part(root, "subject").asText(),
        part(root, "name").asText(),
        part(root, "detail").asText(),
        Instant.ofEpochMilli(part(root, "beganAt").asLong()),
        end,
        part(root, "episodes").asInt(),
        rendering);
  }

  /** The fields of an auth key, the same in its payload and in its stored form. */
  static void writeAuthKey(AuthKeySnapshot authKey, JsonBytes out) {
    out.name("authKey").text(authKey.authKey());
    out.name("subject").text(authKey.subject());
    out.name("validUntil").number(authKey.validUntil());
    out.name("assetIds");
    MetadataJson.write(authKey.assetIds(), out);
  }

  static AuthKeySnapshot authKey(byte[] bytes, PayloadRenderer rendering) {
    JsonNode root = root(bytes);
    List<String> assetIds = new ArrayList<>();
    part(root, "assetIds").forEach(id -> assetIds.add(id.asText()));
    return new AuthKeySnapshot(
        part(root, "authKey").asText(),
        part(root, "subject").asText(),
        part(root, "validUntil").asLong(),
        assetIds,
        rendering);
  }

  static AssetSnapshot asset(byte[] bytes, Snapshots.FileTexts texts, PayloadRenderer rendering) {
    return asset(root(bytes), texts, rendering);
  }

  private static AssetSnapshot asset(
      JsonNode root, Snapshots.FileTexts texts, PayloadRenderer rendering) {
    Metadata metadata = metadata(root);
    Set<String> folders = new LinkedHashSet<>();
    part(root, "folders").forEach(folder -> folders.add(folder.asText()));
    return new AssetSnapshot(
        part(root, "assetId").asText(),
        metadata,
        changes(part(root, "changed"), metadata),
        folders,
        texts.of(root.path("file").asText(), metadata),
        rendering,
        changes(root.path("untold"), metadata),
        "");
  }

  private static Map<String, FieldChange> changes(JsonNode json, Metadata metadata) {
    Map<String, FieldChange> changes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      JsonNode pair = field.getValue();
      Object now = pair.has(1) ? value(pair.path(1)) : metadata.get(field.getKey()).orElse(null);
      changes.put(field.getKey(), new FieldChange(value(pair.path(0)), now));
    }
    return changes;
  }

  static FolderSnapshot folder(byte[] bytes, PayloadRenderer rendering) {
    return folder(root(bytes), rendering);
  }

  private static FolderSnapshot folder(JsonNode root, PayloadRenderer rendering) {
    return new FolderSnapshot(
        part(root, "folderId").asText(),
        part(root, "folderPath").asText(),
        metadata(root),
        rendering);
  }

  private static JsonNode root(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException broken) {
      throw new IllegalArgumentException("not a snapshot: no JSON", broken);
    }
  }

  private static JsonNode part(JsonNode root, String name) {
    JsonNode part = root.get(name);
    if (part == null) {
      throw new IllegalArgumentException("not a snapshot of this kind: without " + name);
    }
    return part;
  }

  private static void writeMetadata(Metadata metadata, JsonBytes out) {
    out.name("metadata").object();
    for (Map.Entry<String, Object> field : metadata.asMap().entrySet()) {
      out.name(field.getKey());
      MetadataJson.write(field.getValue(), out);
    }
    out.endObject();
  }

  private static Metadata metadata(JsonNode root) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : part(root, "metadata").properties()) {
      Object value = value(field.getValue());
      if (value != null) {
        values.put(field.getKey(), value);
      }
    }
    return Metadata.of(values);
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.asText();
      case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : node.doubleValue();
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonNode item : node) {
          Object value = value(item);
          if (value != null) {
            list.add(value);
          }
        }
        yield List.copyOf(list);
      }
      case NULL -> null;
      default -> throw new IllegalArgumentException("not a metadata value: " + node.getNodeType());
    };
  }
}
