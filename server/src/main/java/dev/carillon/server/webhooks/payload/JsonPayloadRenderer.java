package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.AuthKeySnapshot;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.Metadata;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Renders payloads and snapshots as JSON. Thread-safe. */
public final class JsonPayloadRenderer implements PayloadRenderer {

  /** The words of a file are no stored value: they are read where a webhook asks for them. */
  private static final String TEXT = "textContent";

  private final PayloadValues values;

  /**
   * Renders the values of these fields.
   *
   * @param formats how dates and sizes read
   */
  public JsonPayloadRenderer(FieldRegistry fields, DisplayFormats formats) {
    this.values = new PayloadValues(fields, formats);
  }

  @Override
  public Payload assetPayload(Event event, AssetSnapshot asset, Projection projection) {
    return payload(
        event,
        out -> {
          out.writeStringField("assetId", asset.assetId());
          writeMetadata(
              asset.metadata().with("id", asset.assetId()), asset.text(), projection, out);
          writeChanges(asset.changed(), projection, out);
        });
  }

  @Override
  public Payload folderPayload(Event event, FolderSnapshot folder, Projection projection) {
    return payload(
        event,
        out -> {
          out.writeStringField("folderId", folder.folderId());
          out.writeStringField("folderPath", folder.folderPath());
          writeMetadata(folder.metadata(), FileText.NONE, projection, out);
        });
  }

  @Override
  public Payload authKeyPayload(Event event, AuthKeySnapshot authKey) {
    return payload(event, out -> SnapshotJson.writeAuthKey(authKey, out));
  }

  @Override
  public byte[] snapshot(AuthKeySnapshot authKey) {
    return SnapshotJson.bytes(authKey);
  }

  @Override
  public byte[] snapshot(AssetSnapshot asset) {
    return SnapshotJson.bytes(asset);
  }

  @Override
  public byte[] snapshot(FolderSnapshot folder) {
    return SnapshotJson.bytes(folder);
  }

  /** A payload that begins as every one does, with these fields behind. */
  static Payload payload(Event event, CompactJson.Body fields) {
    return Payload.of(
        CompactJson.object(
            out -> {
              out.writeNumberField("timestamp", event.time().toEpochMilli());
              out.writeStringField("type", event.type().name());
              fields.writeTo(out);
            }));
  }

  private void writeMetadata(
      Metadata metadata, FileText text, Projection projection, JsonGenerator out)
      throws IOException {
    Map<String, Object> all = metadata.asMap();
    out.writeObjectFieldStart("metadata");
    // a name that was asked for twice must not come twice: readers would merge it
    for (String field : new LinkedHashSet<>(projection.fields())) {
      Object value = all.get(field);
      if (value != null) {
        out.writeFieldName(field);
        values.writeShown(field, value, out);
      } else if (field.equals(TEXT)) {
        String words = text.get();
        if (!words.isEmpty()) {
          out.writeStringField(field, words);
        }
      }
    }
    out.writeEndObject();
  }

  private static void writeChanges(
      Map<String, FieldChange> changed, Projection projection, JsonGenerator out)
      throws IOException {
    Set<String> wanted = Set.copyOf(projection.changedFields());
    out.writeObjectFieldStart("changedMetadata");
    for (Map.Entry<String, FieldChange> entry : changed.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(entry.getKey())) {
        out.writeObjectFieldStart(entry.getKey());
        out.writeFieldName("oldValue");
        PayloadValues.writeBare(entry.getValue().oldValue(), out);
        out.writeFieldName("newValue");
        PayloadValues.writeBare(entry.getValue().newValue(), out);
        out.writeEndObject();
      }
    }
    out.writeEndObject();
  }
}
