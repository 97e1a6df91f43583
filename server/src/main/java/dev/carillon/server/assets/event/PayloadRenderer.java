package dev.carillon.server.assets.event;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.server.platform.json.JsonBytes;

/** Renders payloads exactly as JavaScript's {@code JSON.stringify} would print them. */
public interface PayloadRenderer {

  /** The payload of an asset event. */
  Payload assetPayload(Event event, AssetSnapshot asset, Projection projection);

  /** The payload of a folder event. */
  Payload folderPayload(Event event, FolderSnapshot folder, Projection projection);

  /** The payload of an auth key's event. */
  Payload authKeyPayload(Event event, AuthKeySnapshot authKey, Projection projection);

  /** A payload that is rendered already, as the template of a projection makes it. */
  Payload shaped(Event event, Payload payload, Projection projection);

  /** Writes the member {@code metadata} of an event about this asset. */
  void writeMetadata(AssetSnapshot asset, Projection projection, JsonBytes out);

  /** Writes the member {@code metadata} of an event about this folder. */
  void writeMetadata(FolderSnapshot folder, Projection projection, JsonBytes out);

  /** The stored form of an asset's snapshot. */
  byte[] snapshot(AssetSnapshot asset);

  /** The stored form of a folder's snapshot. */
  byte[] snapshot(FolderSnapshot folder);

  /** The stored form of an auth key's snapshot. */
  byte[] snapshot(AuthKeySnapshot authKey);
}
