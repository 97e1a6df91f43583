package dev.carillon.server.assets.resource;

import dev.carillon.server.assets.AssetFeature;
import dev.carillon.server.assets.asset.MetadataParams;
import dev.carillon.server.assets.asset.VisibleAssets;
import dev.carillon.server.assets.folder.Folders;
import dev.carillon.server.assets.preview.PresetLookup;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.platform.http.Routes;
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
    VisibleAssets seen = new VisibleAssets(assets.assets(), assets.guard());
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
