package dev.carillon.server.assets.event;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.server.assets.field.Metadata;
import java.util.Map;
import java.util.Set;

/**
 * An asset at the moment of a change.
 *
 * @param assetId which asset
 * @param metadata its fields as filters see them and as the payload shows them: after the change,
 *     or the last state before a removal
 * @param changed what changed, in the registry's order
 * @param folders where it is, then where it was before a move: folder filters look at all of them
 * @param text the words in its file, as far as they are known when a filter asks
 * @param rendering how values become JSON
 * @param untold fields that changed too but are not listed in the payload, as those of a promoted
 *     version. Like {@code changed}, never {@code assetModified}, {@code assetModifier} and {@code
 *     textContent}
 * @param filterChange how the change was to the filter of the webhook that is shown it, such as
 *     {@code left}; empty = the webhook did not ask
 */
public record AssetSnapshot(
    String assetId,
    Metadata metadata,
    Map<String, FieldChange> changed,
    Set<String> folders,
    FileText text,
    PayloadRenderer rendering,
    Map<String, FieldChange> untold,
    String filterChange)
    implements Snapshot {

  /** The snapshot of a change whose payload lists every changed field. */
  public AssetSnapshot(
      String assetId,
      Metadata metadata,
      Map<String, FieldChange> changed,
      Set<String> folders,
      FileText text,
      PayloadRenderer rendering) {
    this(assetId, metadata, changed, folders, text, rendering, Map.of(), "");
  }

  /** The snapshot of an asset whose file has no text. */
  public AssetSnapshot(
      String assetId,
      Metadata metadata,
      Map<String, FieldChange> changed,
      Set<String> folders,
      PayloadRenderer rendering) {
    this(assetId, metadata, changed, folders, FileText.NONE, rendering);
  }

  @Override
  public byte[] bytes() {
    return rendering.snapshot(this);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return rendering.assetPayload(event, this, projection);
  }
}
