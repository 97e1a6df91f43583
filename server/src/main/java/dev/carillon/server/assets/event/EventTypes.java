package dev.carillon.server.assets.event;

import dev.carillon.hooks.event.EventType;
import java.util.List;

/** The closed set of 16 event types that webhooks subscribe to. */
public final class EventTypes {

  public static final EventType ASSET_CHECKIN = new EventType("asset_checkin");
  public static final EventType ASSET_CHECKOUT = new EventType("asset_checkout");
  public static final EventType ASSET_CREATE = new EventType("asset_create");
  public static final EventType ASSET_CREATE_BY_COPY = new EventType("asset_create_by_copy");
  public static final EventType ASSET_CREATE_FROM_FILESTORE_RESCUE =
      new EventType("asset_create_from_filestore_rescue");
  public static final EventType ASSET_CREATE_FROM_VERSION =
      new EventType("asset_create_from_version");
  public static final EventType ASSET_MOVE = new EventType("asset_move");
  public static final EventType ASSET_PROMOTE = new EventType("asset_promote");
  public static final EventType ASSET_REMOVE = new EventType("asset_remove");
  public static final EventType ASSET_RENAME = new EventType("asset_rename");
  public static final EventType ASSET_UNDO_CHECKOUT = new EventType("asset_undo_checkout");
  public static final EventType ASSET_UPDATE_METADATA = new EventType("asset_update_metadata");
  public static final EventType AUTHKEY_CREATE = new EventType("authkey_create");
  public static final EventType AUTHKEY_REMOVE = new EventType("authkey_remove");
  public static final EventType FOLDER_CREATE = new EventType("folder_create");
  public static final EventType FOLDER_REMOVE = new EventType("folder_remove");

  /** All of them, in alphabetical order. */
  public static final List<EventType> ALL =
      List.of(
          ASSET_CHECKIN,
          ASSET_CHECKOUT,
          ASSET_CREATE,
          ASSET_CREATE_BY_COPY,
          ASSET_CREATE_FROM_FILESTORE_RESCUE,
          ASSET_CREATE_FROM_VERSION,
          ASSET_MOVE,
          ASSET_PROMOTE,
          ASSET_REMOVE,
          ASSET_RENAME,
          ASSET_UNDO_CHECKOUT,
          ASSET_UPDATE_METADATA,
          AUTHKEY_CREATE,
          AUTHKEY_REMOVE,
          FOLDER_CREATE,
          FOLDER_REMOVE);

  private EventTypes() {}
}
