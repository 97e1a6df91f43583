package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.Metadata;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The two states of an asset that an event lies between. The state before is made of the snapshot
 * and of what changed: it is exact but for {@code assetModified}, {@code assetModifier} and the
 * words of the file, which are those after the change.
 *
 * @param before empty for an asset that was not there
 * @param after empty for an asset that is removed
 */
record AssetStates(Optional<AssetSnapshot> before, Optional<AssetSnapshot> after) {

  private static final Set<EventType> CREATIONS =
      Set.of(
          EventTypes.ASSET_CREATE,
          EventTypes.ASSET_CREATE_BY_COPY,
          EventTypes.ASSET_CREATE_FROM_FILESTORE_RESCUE,
          EventTypes.ASSET_CREATE_FROM_VERSION);

  /** The states around an event about this asset. */
  static AssetStates of(Event event, AssetSnapshot asset) {
    if (CREATIONS.contains(event.type())) {
      return new AssetStates(Optional.empty(), Optional.of(asset));
    }
    if (event.type().equals(EventTypes.ASSET_REMOVE)) {
      return new AssetStates(Optional.of(asset), Optional.empty());
    }
    return new AssetStates(
        Optional.of(state(asset, metadataBefore(asset), placeBefore(asset))),
        Optional.of(state(asset, asset.metadata(), placeAfter(asset))));
  }

  /** Where the asset is after the change; where it was last, if it is removed. */
  static String placeAfter(AssetSnapshot asset) {
    Iterator<String> places = asset.folders().iterator();
    return places.hasNext() ? places.next() : "/";
  }

  private static String placeBefore(AssetSnapshot asset) {
    String last = "/";
    for (String place : asset.folders()) {
      last = place;
    }
    return last;
  }

  private static Metadata metadataBefore(AssetSnapshot asset) {
    if (asset.changed().isEmpty() && asset.untold().isEmpty()) {
      return asset.metadata();
    }
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    undo(asset.changed(), values);
    undo(asset.untold(), values);
    return Metadata.of(values);
  }

  private static void undo(Map<String, FieldChange> changes, Map<String, Object> values) {
    changes.forEach(
        (name, change) -> {
          if (change.oldValue() == null) {
            values.remove(name);
          } else {
            values.put(name, change.oldValue());
          }
        });
  }

  private static AssetSnapshot state(AssetSnapshot asset, Metadata metadata, String place) {
    return new AssetSnapshot(
        asset.assetId(), metadata, asset.changed(), Set.of(place), asset.text(), asset.rendering());
  }
}
