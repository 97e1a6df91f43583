package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.http.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request says about an asset's path, folder and name. A part that it does not mention is
 * empty.
 *
 * @param assetPath the whole path
 * @param folderPath the folder
 * @param filename the name with its extension
 * @param name the name; that of a collection without its extension
 */
public record AssetLocation(String assetPath, String folderPath, String filename, String name) {

  private static final String COLLECTION = ".collection";

  /** A request that says nothing about them. */
  public static final AssetLocation UNSAID = new AssetLocation("", "", "", "");

  /** Whether the request gives the asset a name. */
  public boolean givesName() {
    return !assetPath.isEmpty() || !filename.isEmpty() || !name.isEmpty();
  }

  /**
   * The path of a new asset. Without a folder it goes to the user's own.
   *
   * @param uploadName what its file is called; may be empty
   * @throws Problem 400 where nothing names it, or a name is not allowed
   */
  public TreePath pathOfNew(String uploadName, String user) {
    if (!assetPath.isEmpty()) {
      TreePath path = TreePath.parse("assetPath", assetPath);
      if (path.isRoot() || assetPath.endsWith("/")) {
        throw Problem.badField("assetPath", assetPath, "the path of an asset, its name included");
      }
      return path;
    }
    TreePath folder =
        folderPath.isEmpty()
            ? TreePath.ROOT.child("Users").child(TreePath.checkedName("username", user))
            : TreePath.parse("folderPath", folderPath);
    if (!filename.isEmpty()) {
      return folder.child("filename", filename);
    }
    if (!name.isEmpty()) {
      return folder.child("name", name);
    }
    if (!uploadName.isEmpty()) {
      return folder.child("Filedata", uploadName);
    }
    throw Problem.badRequest("'assetPath', 'name' or a file with a name is required");
  }

  /**
   * Request fields that contradict the path chosen for a new asset. They are ignored, and listed in
   * the response's {@code X-Ignored-Fields}.
   */
  public List<String> fieldsContradicting(TreePath path) {
    Map<String, Boolean> heeded = new LinkedHashMap<>();
    heeded.put(
        "assetPath", assetPath.isEmpty() || TreePath.parse("assetPath", assetPath).same(path));
    heeded.put(
        "folderPath",
        folderPath.isEmpty() || TreePath.parse("folderPath", folderPath).same(path.parent()));
    heeded.put("filename", filename.isEmpty() || filename.equals(path.name()));
    heeded.put(
        "name",
        name.isEmpty() || name.equals(path.name()) || path.name().equals(name + COLLECTION));
    return heeded.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList();
  }

  /**
   * The path that a present asset gets. A value equal to the present one is ignored, as clients
   * send back all fields.
   *
   * @throws Problem 400 where a name is not allowed
   */
  public TreePath of(Asset asset) {
    TreePath now = asset.path();
    TreePath path = now;
    if (!assetPath.isEmpty() && !assetPath.equals(now.text())) {
      path = pathOfNew("", "");
    }
    if (!folderPath.isEmpty() && !folderPath.equals(now.parent().text())) {
      path = TreePath.parse("folderPath", folderPath).child(path.name());
    }
    if (!filename.isEmpty() && !filename.equals(now.name())) {
      path = path.parent().child("filename", filename);
    } else if (!name.isEmpty() && !name.equals(asset.metadata().text("name"))) {
      boolean shortened = now.name().endsWith(COLLECTION) && !name.endsWith(COLLECTION);
      path = path.parent().child("name", shortened ? name + COLLECTION : name);
    }
    return path.equals(now) ? now : path.within("folderPath");
  }
}
