package dev.carillon.server.asset.resource;

import dev.carillon.server.asset.AssetFeature;
import dev.carillon.server.asset.port.Renditions;
import dev.carillon.server.folder.Folders;
import dev.carillon.server.http.Routes;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** The nouns below {@code /api}, put together. */
public final class ResourceFeature {

  private final FolderResource folderResource;
  private final AssetResource assetResource;

  /** Puts them together on these. */
  public ResourceFeature(
      AssetFeature.Parts assets, Folders folders, Renditions renditions, Signing signing) {
    Edited edited = new Edited(assets.language().registry(), assets.language().metadata());
    this.folderResource =
        new FolderResource(folders, assets.removing(), edited, assets.language().fields());
    this.assetResource =
        new AssetResource(
            assets.assets(),
            assets.index(),
            assets.hits(),
            edited,
            new AssetResource.Files(
                assets.originals(),
                renditions,
                assets.history(),
                new SignedUrls(signing.signer(), signing.clock())));
  }

  /** Adds all calls. */
  public void routes(Routes routes) {
    folderResource.routes(routes);
    assetResource.routes(routes);
  }

  /**
   * How URLs are signed.
   *
   * @param signer a secret function of what is signed
   * @param clock by which they expire
   */
  public record Signing(UnaryOperator<byte[]> signer, InstantSource clock) {}
}
