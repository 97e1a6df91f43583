package dev.carillon.server.assets.browse;

import dev.carillon.server.assets.asset.AssetJson;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.Locale;

/**
 * What is to be listed.
 *
 * @param path the folder
 * @param fromRoot the folder above it, or itself, from which on all on the way are listed too
 * @param folders whether folders are listed
 * @param assets whether assets are listed
 * @param extensions those of the assets listed; empty = all
 */
record BrowseParams(
    TreePath path, TreePath fromRoot, boolean folders, boolean assets, List<String> extensions) {

  private static final String CONTAINERS = ".collection, .dossier, .task";
  private static final String ALL = "all";

  static BrowseParams read(Params params) {
    TreePath path = TreePath.parse("path", params.required("path"));
    TreePath fromRoot =
        params.text("fromRoot").map(text -> TreePath.parse("fromRoot", text)).orElse(path);
    if (!path.same(fromRoot) && !path.inside(fromRoot)) {
      throw Problem.badField("fromRoot", fromRoot.text(), "a folder that 'path' is inside of");
    }
    List<String> extensions =
        AssetJson.wanted("includeExtensions", params.list("includeExtensions").orElse(CONTAINERS))
            .stream()
            .map(extension -> extension.replaceFirst("^\\.", "").toLowerCase(Locale.ROOT))
            .toList();
    return new BrowseParams(
        path,
        fromRoot,
        params.flag("includeFolders", true),
        params.flag("includeAssets", params.flag("includeAsset", true)),
        extensions.contains(ALL) ? List.of() : extensions);
  }
}
