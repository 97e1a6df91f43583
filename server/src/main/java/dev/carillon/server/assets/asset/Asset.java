package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file and what is known about it.
 *
 * @param id never changes
 * @param revision 1 when it was made, one more with each change
 * @param blob the SHA-256 of its present file
 * @param metadata all its fields, derived ones included
 */
public record Asset(String id, long revision, String blob, Metadata metadata) {

  private static final List<String> PLACE =
      List.of(
          "assetPath", "folderPath", "ancestorPaths", "filename", "name", "baseName", "extension");

  /** Where it is. */
  public TreePath path() {
    return new TreePath(metadata.text("assetPath"));
  }

  /** The number of its present file: 1, then one more for each new file. */
  public long version() {
    return metadata.number("versionNumber", 1);
  }

  /** The same asset, where another one is. */
  public Asset placedAs(Asset other) {
    Map<String, Object> values = new LinkedHashMap<>(metadata.asMap());
    for (String field : PLACE) {
      other
          .metadata()
          .get(field)
          .ifPresentOrElse(value -> values.put(field, value), () -> values.remove(field));
    }
    return new Asset(id, revision, blob, Metadata.of(values));
  }

  /** What it is called when it is saved. */
  public String filename() {
    return metadata.text("filename");
  }

  /** How its file is made visible; empty where it is not. */
  public Optional<PreviewKind> previewKind() {
    return PreviewKind.of(metadata.text("mimeType"), metadata.text("assetDomain"))
        .or(() -> previewIs(PreviewState.SKIPPED) ? Optional.empty() : external());
  }

  /** Files of other types have pictures only where an external engine makes them. */
  private static Optional<PreviewKind> external() {
    return Optional.of(PreviewKind.EXTERNAL);
  }

  /** Whether its preview is in this state. */
  public boolean previewIs(PreviewState state) {
    return metadata.text("previewState").equals(state.text());
  }

  /** Whether somebody has it checked out. */
  public boolean checkedOut() {
    return metadata.get("checkedOut").isPresent();
  }

  /** Whether somebody else than this user has it checked out. */
  public boolean checkedOutByOther(String user) {
    return checkedOut() && !metadata.text("checkedOutBy").equals(user);
  }
}
