package dev.carillon.server.asset.browse;

import dev.carillon.server.change.Sql;
import dev.carillon.server.folder.TreePath;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders directly in a folder. Keys are in the order of paths, so that all that is deeper
 * inside a child follows it in one run: a run longer than a page is jumped over.
 */
final class FolderChildren {

  private static final int PAGE = 500;

  private FolderChildren() {}

  /** The folders directly in this one, by path. */
  static List<TreePath> of(Connection connection, TreePath folder) throws SQLException {
    List<TreePath> children = new ArrayList<>();
    String from = folder.firstKeyInside();
    while (true) {
      List<TreePath> page = page(connection, from, folder.keyAfterInside());
      page.stream().filter(path -> path.parent().same(folder)).forEach(children::add);
      if (page.size() < PAGE) {
        return children;
      }
      from = after(folder, page.getLast());
    }
  }

  private static List<TreePath> page(Connection connection, String from, String end)
      throws SQLException {
    return Sql.list(
        connection,
        "select path from folders where path_key >= ? and path_key < ? order by path_key limit ?",
        row -> new TreePath(row.getString(1)),
        from,
        end,
        PAGE);
  }

  /** The first key that is neither this path nor, where it is deeper, inside the same child. */
  private static String after(TreePath folder, TreePath last) {
    TreePath child = last;
    while (!child.parent().same(folder)) {
      child = child.parent();
    }
    // no name may hold a control character: nothing is between a key and the key with one behind
    return child.same(last) ? last.key() + "\u0001" : child.keyAfterInside();
  }
}
