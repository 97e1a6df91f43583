package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
import java.io.IOException;
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
    return CompactJson.object(
        out -> {
          out.writeStringField("assetId", asset.assetId());
          writeMetadata(asset.metadata(), out);
          out.writeObjectFieldStart("changed");
          for (Map.Entry<String, FieldChange> change : asset.changed().entrySet()) {
            out.writeArrayFieldStart(change.getKey());
            writeValue(change.getValue().oldValue(), out);
            Object now = change.getValue().newValue();
            // mostly it stands among the metadata already
            if (now == null || !now.equals(asset.metadata().get(change.getKey()).orElse(null))) {
              writeValue(now, out);
            }
            out.writeEndArray();
          }
          out.writeEndObject();
          out.writeFieldName("folders");
          writeValue(List.copyOf(asset.folders()), out);
          writeFilled("file", asset.text().file(), out);
        });
  }

  static byte[] bytes(FolderSnapshot folder) {
    return CompactJson.object(
        out -> {
          out.writeStringField("folderId", folder.folderId());
          out.writeStringField("folderPath", folder.folderPath());
          writeMetadata(folder.metadata(), out);
        });
  }

  static byte[] bytes(AuthKeySnapshot authKey) {
    return CompactJson.object(out -> writeAuthKey(authKey, out));
  }

  static byte[] bytes(WebhookSnapshot webhook) {
    return CompactJson.object(out -> writeWebhook(webhook, out));
  }

  /** The fields of a webhook, the same in its payload and in its stored form. */
  static void writeWebhook(WebhookSnapshot webhook, JsonGenerator out) throws IOException {
    out.writeStringField("webhookId", webhook.webhookId());
    out.writeStringField("webhookName", webhook.webhookName());
    writeFilled("reason", webhook.reason(), out);
    writeFilled("detail", webhook.detail(), out);
    writeFilled("deliveryId", webhook.deliveryId(), out);
  }

  private static void writeFilled(String name, String text, JsonGenerator out) throws IOException {
    if (!text.isEmpty()) {
      out.writeStringField(name, text);
    }
  }

  static WebhookSnapshot webhook(byte[] bytes) {
    JsonNode root = root(bytes);
    return new WebhookSnapshot(
        part(root, "webhookId").asText(),
        part(root, "webhookName").asText(),
        root.path("reason").asText(),
        root.path("detail").asText(),
        root.path("deliveryId").asText());
  }

  /** The fields of an auth key, the same in its payload and in its stored form. */
  static void writeAuthKey(AuthKeySnapshot authKey, JsonGenerator out) throws IOException {
    out.writeStringField("authKey", authKey.authKey());
    out.writeStringField("subject", authKey.subject());
    out.writeNumberField("validUntil", authKey.validUntil());
    out.writeFieldName("assetIds");
    writeValue(authKey.assetIds(), out);
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
    JsonNode root = root(bytes);
    Metadata metadata = metadata(root);
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : part(root, "changed").properties()) {
      JsonNode pair = field.getValue();
      Object now = pair.has(1) ? value(pair.path(1)) : metadata.get(field.getKey()).orElse(null);
      changed.put(field.getKey(), new FieldChange(value(pair.path(0)), now));
    }
    Set<String> folders = new LinkedHashSet<>();
    part(root, "folders").forEach(folder -> folders.add(folder.asText()));
    return new AssetSnapshot(
        part(root, "assetId").asText(),
        metadata,
        changed,
        folders,
        texts.of(root.path("file").asText(), metadata),
        rendering);
  }

  static FolderSnapshot folder(byte[] bytes, PayloadRenderer rendering) {
    JsonNode root = root(bytes);
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

  private static void writeMetadata(Metadata metadata, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("metadata");
    for (Map.Entry<String, Object> field : metadata.asMap().entrySet()) {
      out.writeFieldName(field.getKey());
      writeValue(field.getValue(), out);
    }
    out.writeEndObject();
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

  private static void writeValue(@Nullable Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case List<?> list -> {
        out.writeStartArray();
        for (Object item : list) {
          writeValue(item, out);
        }
        out.writeEndArray();
      }
      default -> throw new IllegalArgumentException("not a metadata value: " + value.getClass());
    }
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
