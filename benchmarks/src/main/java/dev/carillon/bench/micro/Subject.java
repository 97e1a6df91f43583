package dev.carillon.bench.micro;

import dev.carillon.hooks.event.Event;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An asset of the usual size whose status has just changed. */
final class Subject {

  static final String ID = "A0000000000A0000000000";
  static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  private static final JsonPayloadRenderer RENDERING =
      new JsonPayloadRenderer(ShippedFields.load(), new DisplayFormats(() -> ZoneOffset.UTC));

  private Subject() {}

  /** The change; each is a snapshot of its own, so that nothing is remembered from the last. */
  static Event event(int number) {
    return Event.of(EventTypes.ASSET_UPDATE_METADATA, ID, NOW, snapshot(number));
  }

  private static AssetSnapshot snapshot(int number) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", ID);
    values.put("assetPath", "/Demo Zone/Campaigns/2026/bell.jpg");
    values.put("folderPath", "/Demo Zone/Campaigns/2026");
    values.put("filename", "bell.jpg");
    values.put("assetDomain", "image");
    values.put("assetType", "jpg");
    values.put("status", "Final " + number);
    values.put("title", "A bell in the tower of a church");
    values.put("description", "Seen from below, in the morning, with ropes. ".repeat(6));
    values.put("tags", List.of("bell", "church", "morning", "rope", "tower"));
    values.put("fileSize", 1_234_567L);
    values.put("assetCreated", NOW.toEpochMilli());
    values.put("assetModified", NOW.toEpochMilli() + number);
    return new AssetSnapshot(
        ID,
        Metadata.of(values),
        Map.of("status", new FieldChange("Production", "Final " + number)),
        Set.of("/Demo Zone/Campaigns/2026"),
        RENDERING);
  }
}
