package dev.carillon.server.asset.file;

import dev.carillon.server.file.Blob;
import java.util.Map;
import java.util.Set;

/**
 * A file that comes in.
 *
 * @param blob its content
 * @param embedded what it says about itself, as values of fields
 */
public record NewFile(Blob blob, Map<String, Object> embedded) {

  /** What is a fact of the file, whatever becomes of its other values. */
  public static final Set<String> SIZE =
      Set.of("width", "height", "duration", "videoLength", "numberOfPages");

  /** What files of these domains hold is their content, not what they say about themselves. */
  private static final Set<String> SILENT =
      Set.of("text", "xml", "archive", "container", "other", "generic");

  public NewFile {
    embedded = Map.copyOf(embedded);
  }

  /** How many bytes it has. */
  public long length() {
    return blob.length();
  }

  /** The values it brings along to an asset: none where the asset's name makes it a mere text. */
  public Map<String, Object> valuesFor(Map<String, Object> asset) {
    return SILENT.contains(String.valueOf(asset.get("assetDomain"))) ? Map.of() : embedded;
  }
}
