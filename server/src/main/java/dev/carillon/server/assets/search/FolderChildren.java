package dev.carillon.server.assets.search;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.database.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The folders directly in a folder, by path, read page by page as they are asked for. Keys are in
 * the order of paths, so that all that is deeper inside a child follows it in one run: a run longer
 * than a page is jumped over.
 */
final class FolderChildren implements Iterator<TreePath> {

  private static final int PAGE = 500;

  private final Changes changes;
  private final TreePath folder;
  private Iterator<TreePath> children = Collections.emptyIterator();
  private String from;
  private boolean more = true;

  FolderChildren(Changes changes, TreePath folder) {
    this.changes = changes;
    this.folder = folder;
    this.from = folder.firstKeyInside();
  }

  @Override
  public boolean hasNext() {
    while (!children.hasNext() && more) {
      List<TreePath> page = changes.read(c -> page(c, from, folder.keyAfterInside()));
      children = page.stream().filter(path -> path.parent().same(folder)).toList().iterator();
      more = page.size() == PAGE;
      if (more) {
        from = after(folder, page.getLast());
      }
    }
    return children.hasNext();
  }

  @Override
  public TreePath next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return children.next();
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
