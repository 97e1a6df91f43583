package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.preview.process.PreviewQueue;
import dev.carillon.server.assets.preview.process.PreviewQueue.Unread;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files that could not be read while their upload was waited for: what they say comes later, and
 * must not undo what was said meanwhile.
 */
public final class PendingMetadata {

  private PendingMetadata() {}

  /**
   * Notes that an asset's file is still to be read, if it is; in the change's transaction.
   *
   * @param edits what is given values along with the file
   * @param keepMetadata whether the file gives no values at all, but what is a fact of it
   */
  public static void note(
      Connection connection, Asset asset, NewFile file, FieldEdits edits, boolean keepMetadata)
      throws SQLException {
    if (file.read() == NewFile.Read.NOTHING && asset.previewIs(PreviewState.WAITING)) {
      List<String> named = new ArrayList<>(edits.byField().keySet());
      if (keepMetadata) {
        named.add(Unread.ALL);
      }
      PreviewQueue.unread(connection, asset.id(), asset.blob(), named);
    }
  }

  /**
   * Those of a file's values that its asset takes now: of fields that have none and that nobody has
   * named since the file came. What is a fact of the file is taken in any case.
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
