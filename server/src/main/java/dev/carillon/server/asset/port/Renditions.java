package dev.carillon.server.asset.port;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.http.Response;
import java.util.Optional;

/** Pictures of assets, as far as they are made. */
public interface Renditions {

  /** The small picture. */
  Optional<Response> thumbnail(Asset asset);

  /**
   * The large picture.
   *
   * @param attachment whether it shall be saved rather than shown
   */
  Optional<Response> preview(Asset asset, boolean attachment);
}
