package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.asset.PreviewQueueRows.Unread;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Embedded metadata (XMP, EXIF and the like) that could not be read while the client waited for its
 * upload, because the file took too long. It is read later, in the background, and then must not
 * overwrite what the upload itself or later requests have set: their fields are noted in the
 * preview queue.
 */
public final class PendingMetadata {

  private PendingMetadata() {}

  /**
   * Notes in the change's transaction that the file's metadata is still to be read, if it is.
   *
   * @param edits the fields that the upload sets: the file's values do not replace them
   * @param keepMetadata whether no value of the file is taken but its size in pixels, seconds or
   *     pages
   */
  public static void note(
      Connection connection, Asset asset, NewFile file, FieldEdits edits, boolean keepMetadata)
      throws SQLException {
    if (file.read() == NewFile.Read.NOTHING && asset.previewIs(PreviewState.WAITING)) {
      List<String> named = new ArrayList<>(edits.byField().keySet());
      if (keepMetadata) {
        named.add(Unread.ALL);
      }
      PreviewQueueRows.unread(connection, asset.id(), asset.blob(), named);
    }
  }

  /**
   * The values that the asset takes, once its file has been read: those of fields that are empty
   * and that no request has set or cleared since the upload. The file's size in pixels, seconds or
   * pages is taken even if a request has named it.
   *
   * @param found all values in the file
   * @param unread what was noted at the upload; empty if it was noted for no file, or another one
   */
  static Map<String, Object> given(
      Map<String, Object> found, Asset asset, Optional<Unread> unread) {
    Optional<Unread> mine = unread.filter(waiting -> waiting.blob().equals(asset.blob()));
    Map<String, Object> taken = new LinkedHashMap<>();
    new NewFile(new Blob(asset.blob(), "", 0), found)
        .valuesFor(asset.metadata().asMap())
        .forEach(
            (field, value) -> {
              boolean wanted =
                  NewFile.SIZE.contains(field)
                      || mine.filter(waiting -> waiting.gives(field)).isPresent();
              if (wanted && asset.metadata().get(field).isEmpty()) {
                taken.put(field, value);
              }
            });
    return taken;
  }
}
