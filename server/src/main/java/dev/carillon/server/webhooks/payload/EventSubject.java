package dev.carillon.server.webhooks.payload;

import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.platform.json.JsonBytes;

/** What an event of a custom type is about. */
public sealed interface EventSubject {

  /** The id under which the event is filed, and found. */
  String id();

  /** Writes it as payloads show it: an object of one member that says what it is. */
  void write(JsonBytes out);

  /**
   * An asset.
   *
   * @param asset as it was when the event was recorded; nothing of it changed
   */
  record OfAsset(AssetSnapshot asset) implements EventSubject {

    @Override
    public String id() {
      return asset.assetId();
    }

    @Override
    public void write(JsonBytes out) {
      out.object().name("asset").text(id()).endObject();
    }
  }

  /**
   * A folder.
   *
   * @param folder as it was when the event was recorded
   */
  record OfFolder(FolderSnapshot folder) implements EventSubject {

    @Override
    public String id() {
      return folder.folderId();
    }

    @Override
    public void write(JsonBytes out) {
      out.object().name("folder").text(id()).endObject();
    }
  }

  /**
   * Something that this server does not know.
   *
   * @param id what the caller calls it, such as {@code order-17}
   */
  record OfOther(String id) implements EventSubject {

    @Override
    public void write(JsonBytes out) {
      out.object().name("id").text(id).endObject();
    }
  }
}
