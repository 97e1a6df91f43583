package dev.carillon.server.asset.preview;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.port.Renditions;
import dev.carillon.server.http.Response;
import dev.carillon.server.preview.PreviewFiles;
import dev.carillon.server.preview.PreviewKind;
import dev.carillon.server.preview.PreviewState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;

/** The pictures that were made of assets' files. */
public final class StoredRenditions implements Renditions {

  private static final int ETAG_LENGTH = 16;

  private final PreviewFiles files;

  public StoredRenditions(PreviewFiles files) {
    this.files = files;
  }

  @Override
  public Optional<Response> thumbnail(Asset asset) {
    return made(asset, files::thumbnail)
        .map(
            file ->
                new Response.File(
                    file,
                    "image/jpeg",
                    asset.metadata().text("baseName") + "_thumb.jpg",
                    etag(asset, "t"),
                    false));
  }

  @Override
  public Optional<Response> preview(Asset asset, boolean attachment) {
    return made(asset, files::preview)
        .map(
            file ->
                new Response.File(
                    file, "image/jpeg", previewName(asset), etag(asset, "p"), attachment));
  }

  static String previewName(Asset asset) {
    return asset.metadata().text("baseName") + "_preview.jpg";
  }

  /** What changes with the picture. */
  static String etag(Asset asset, String which) {
    return asset.blob().substring(0, ETAG_LENGTH) + "-" + which;
  }

  private static Optional<Path> made(Asset asset, BiFunction<String, PreviewKind, Path> place) {
    return asset
        .previewKind()
        .filter(kind -> asset.previewIs(PreviewState.MADE))
        .map(kind -> place.apply(asset.blob(), kind))
        .filter(Files::isRegularFile);
  }
}
