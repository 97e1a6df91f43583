package dev.carillon.server.assets.preview.external;

import java.util.List;
import java.util.Locale;

/**
 * A program that makes previews and thumbnails of files of some types.
 *
 * @param url where jobs are posted to
 * @param thumbnailUrl where jobs for thumbnails are posted to; empty = to the same URL
 * @param assetTypes the extensions of files that it handles, lower case
 * @param renditions what it is asked for; empty = all of them
 * @param returnStorageInfo whether jobs say where the file is in the file store
 */
public record ExternalEngine(
    String id,
    String name,
    String url,
    String thumbnailUrl,
    List<String> assetTypes,
    List<RenditionName> renditions,
    boolean enabled,
    boolean returnStorageInfo) {

  public ExternalEngine {
    assetTypes = List.copyOf(assetTypes);
    renditions = List.copyOf(renditions);
  }

  /** Whether it makes the pictures of files with this extension now. */
  boolean handles(String extension) {
    return enabled && assetTypes.contains(extension.toLowerCase(Locale.ROOT));
  }

  /** What it is asked for. */
  List<RenditionName> asked() {
    return renditions.isEmpty() ? List.of(RenditionName.values()) : renditions;
  }

  /**
   * How it has done so far.
   *
   * @param done how many jobs it has finished
   * @param failed how many it has not
   * @param lastDoneAt when it finished one last, in milliseconds since 1970; 0 = never
   * @param lastErrorAt when something went wrong last; 0 = never
   * @param lastError what that was
   */
  record Results(long done, long failed, long lastDoneAt, long lastErrorAt, String lastError) {

    /** Whether the last thing that is known of it is a failure. */
    boolean failing() {
      return lastErrorAt > lastDoneAt;
    }
  }

  /** An engine, and how it has done so far. */
  record Shown(ExternalEngine engine, Results results) {}
}
