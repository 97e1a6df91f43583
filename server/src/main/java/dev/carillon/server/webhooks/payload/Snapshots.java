package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.Metadata;

/**
 * Reads the stored snapshots of asset, folder, auth key, operational and custom events, and of
 * batches.
 *
 * @param texts what is known of files' words now: of a file that is gone nothing is
 */
public record Snapshots(PayloadRenderer rendering, FileTexts texts) implements SnapshotReader {

  @Override
  public Snapshot read(EventType type, byte[] bytes) {
    if (type.name().startsWith("asset_")) {
      return SnapshotJson.asset(bytes, texts, rendering);
    }
    if (type.name().startsWith("folder_")) {
      return SnapshotJson.folder(bytes, rendering);
    }
    if (type.name().startsWith("authkey_")) {
      return SnapshotJson.authKey(bytes, rendering);
    }
    if (OperationalEvents.OF_ALERTS.contains(type)) {
      return SnapshotJson.alert(bytes, rendering);
    }
    if (OperationalEvents.OF_WEBHOOKS.contains(type)) {
      return SnapshotJson.webhook(bytes, rendering);
    }
    if (type.equals(EventType.BATCH)) {
      return Snapshot.of(Payload.of(bytes));
    }
    if (CustomTypeName.valid(type.name())) {
      return SnapshotJson.customEvent(bytes, texts, rendering);
    }
    throw new IllegalArgumentException("events of type " + type + " have no stored snapshot");
  }

  /** Knows what words are in files. */
  @FunctionalInterface
  public interface FileTexts {

    /** No file has words. */
    FileTexts NONE = (file, metadata) -> FileText.NONE;

    /**
     * The words of an asset's file.
     *
     * @param file which file; empty where there is none
     * @param metadata the asset's fields, which say what kind of file it is
     */
    FileText of(String file, Metadata metadata);
  }
}
