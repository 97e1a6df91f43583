package dev.carillon.server.asset.resource;

import dev.carillon.server.asset.AssetFeature;
import dev.carillon.server.asset.edit.MetadataParams;
import dev.carillon.server.asset.hit.Seen;
import dev.carillon.server.asset.port.Renditions;
import dev.carillon.server.asset.preset.PresetLookup;
import dev.carillon.server.folder.Folders;
import dev.carillon.server.http.Routes;
import java.time.InstantSource;

/** The nouns below {@code /api}, put together. */
public final class ResourceFeature {

  private final FolderResource folderResource;
  private final AssetResource assetResource;
  private final SignedUrls signedUrls;

  /**
   * Puts them together on these.
   *
   * @param presets those that signed URLs may name
   * @param clock by which signed URLs expire
   */
  public ResourceFeature(
      AssetFeature.Parts assets,
      Folders folders,
      Renditions renditions,
      PresetLookup presets,
      InstantSource clock) {
    MetadataParams metadata = assets.language().metadata();
    this.folderResource =
        new FolderResource(
            new FolderResource.Tree(folders, assets.guard()),
            assets.removing(),
            metadata,
            assets.language().fields());
    Seen seen = new Seen(assets.assets(), assets.guard());
    this.assetResource =
        new AssetResource(
            seen,
            assets.index(),
            assets.hits(),
            metadata,
            new AssetResource.Files(assets.originals(), renditions, assets.history()));
    this.signedUrls = new SignedUrls(seen, assets.hits(), clock, presets);
  }

  /** Adds all calls. */
  public void routes(Routes routes) {
    folderResource.routes(routes);
    assetResource.routes(routes);
    signedUrls.routes(routes);
  }
}
