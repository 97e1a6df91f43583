package dev.carillon.server.assets.preview.external;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.ExternalPreviews.Pictures;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/** What external engines have sent, beside the assets' files, until it has been looked at. */
record ExternalEngineFiles(BlobStore blobs) {

  /** Keeps a picture: stored for good when this returns. */
  void keep(Asset asset, RenditionName name, Upload upload) {
    try {
      blobs.keepBeside(upload.file(), asset.blob(), suffix(asset, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where those that have come are. */
  Pictures of(Asset asset, Set<RenditionName> come) {
    return new Pictures(
        stored(asset, RenditionName.PREVIEW),
        come.contains(RenditionName.THUMBNAIL)
            ? Optional.of(stored(asset, RenditionName.THUMBNAIL))
            : Optional.empty());
  }

  /** They are not needed any more. */
  void remove(Asset asset) {
    try {
      for (RenditionName name : RenditionName.values()) {
        blobs.removeBeside(asset.blob(), suffix(asset, name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StoredFile stored(Asset asset, RenditionName name) {
    return blobs.beside(asset.blob(), suffix(asset, name));
  }

  private static String suffix(Asset asset, RenditionName name) {
    return "sent." + asset.id() + "." + name.text();
  }
}
