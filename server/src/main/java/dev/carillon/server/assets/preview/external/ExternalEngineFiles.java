package dev.carillon.server.assets.preview.external;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.ExternalPreviews.Pictures;
import dev.carillon.server.platform.http.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What external engines have sent, beside the assets' files, until it has been looked at. */
record ExternalEngineFiles(BlobStore blobs) {

  /** Keeps a picture: on the disk for good when this returns. */
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
        path(asset, RenditionName.PREVIEW),
        come.contains(RenditionName.THUMBNAIL)
            ? Optional.of(path(asset, RenditionName.THUMBNAIL))
            : Optional.empty());
  }

  /** They are not needed any more. */
  void remove(Asset asset) {
    try {
      for (RenditionName name : RenditionName.values()) {
        Files.deleteIfExists(path(asset, name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path path(Asset asset, RenditionName name) {
    return blobs.beside(asset.blob(), suffix(asset, name));
  }

  private static String suffix(Asset asset, RenditionName name) {
    return "sent." + asset.id() + "." + name.text();
  }
}
