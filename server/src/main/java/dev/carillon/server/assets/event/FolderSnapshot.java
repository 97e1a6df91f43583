package dev.carillon.server.assets.event;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.server.assets.field.Metadata;

/**
 * A folder at the moment it was made or removed.
 *
 * @param folderId which folder
 * @param folderPath where it is, such as {@code /Demo Zone/New}
 * @param metadata its own fields
 * @param rendering how values become JSON
 */
public record FolderSnapshot(
    String folderId, String folderPath, Metadata metadata, PayloadRenderer rendering)
    implements Snapshot {

  /** False: each event of a folder is sent by itself, also to webhooks that debounce. */
  @Override
  public boolean merges() {
    return false;
  }

  @Override
  public byte[] bytes() {
    return rendering.snapshot(this);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return rendering.folderPayload(event, this, projection);
  }
}
