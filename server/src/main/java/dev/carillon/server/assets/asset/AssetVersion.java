package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.field.Metadata;

/**
 * One file that an asset has or had.
 *
 * @param assetId whose it is
 * @param number from 1
 * @param blob the file's SHA-256
 * @param fileSize in bytes
 * @param born when it came, and who brought it
 * @param metadata the asset's as it was when the next version came; empty where that is not known
 */
public record AssetVersion(
    String assetId, long number, String blob, long fileSize, Born born, Metadata metadata) {

  /** The version with the metadata that an asset has now, where its own is not known. */
  public AssetVersion orAs(Asset now) {
    boolean known = number != now.version() && !metadata.names().isEmpty();
    return known ? this : new AssetVersion(assetId, number, blob, fileSize, born, now.metadata());
  }

  /** The asset as it was. */
  public Asset asset() {
    return new Asset(assetId, number, blob, metadata);
  }

  /**
   * When a version came.
   *
   * @param at milliseconds since 1970
   * @param user who brought it
   */
  public record Born(long at, String user) {}
}
