package dev.carillon.server.assets.folder;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Pages of folders, by path.
 *
 * @param condition which folders
 * @param values its parameters
 */
record FolderPages(String condition, List<Object> values) {

  private static final int WORDS_MAX = 20;
  private static final int TEXT_MAX = 1_000;
  private static final int CHUNK = 1_000;

  /** The folders directly in a folder. */
  static FolderPages children(TreePath parent) {
    String deeper = like(parent.firstKeyInside()) + "%/%";
    return new FolderPages(
        "path_key >= ? and path_key < ? and path_key not like ? escape '!'",
        List.of(parent.firstKeyInside(), parent.keyAfterInside(), deeper));
  }

  /**
   * The folders whose paths hold all words of a text, upper and lower case alike.
   *
   * @throws Problem 400 where it is too long
   */
  static FolderPages search(String text) {
    if (text.length() > TEXT_MAX) {
      throw Problem.badField("q", text, "at most " + TEXT_MAX + " characters long");
    }
    List<Object> words =
        Arrays.stream(
                Normalizer.normalize(text, Normalizer.Form.NFC)
                    .toLowerCase(Locale.ROOT)
                    .split("\\s+"))
            .filter(word -> !word.isEmpty() && !word.equals("*") && !word.equals("*:*"))
            .limit(WORDS_MAX)
            .map(word -> (Object) ("%" + like(word) + "%"))
            .toList();
    return new FolderPages(
        String.join(
            " and ",
            words.isEmpty()
                ? List.of("1 = 1")
                : words.stream().map(word -> "path_key like ? escape '!'").toList()),
        words);
  }

  /** A page of what a user may know of. */
  Folders.Page page(Connection connection, int from, int size, UserPermissions permissions)
      throws SQLException {
    return permissions.everything()
        ? whole(connection, from, size)
        : known(connection, from, size, permissions);
  }

  private Folders.Page whole(Connection connection, int from, int size) throws SQLException {
    long total =
        Sql.number(connection, "select count(*) from folders where " + condition, values.toArray());
    List<Object> all = new ArrayList<>(values);
    all.add(size);
    all.add(from);
    return new Folders.Page(
        Sql.list(
            connection,
            "select id, path, metadata from folders where "
                + condition
                + " order by path_key limit ? offset ?",
            FolderStore::folder,
            all.toArray()),
        total);
  }

  /** Looks at the paths of all, a chunk at a time, and then at the rows of the page. */
  private Folders.Page known(Connection connection, int from, int size, UserPermissions permissions)
      throws SQLException {
    long total = 0;
    List<TreePath> page = new ArrayList<>();
    String after = "";
    while (true) {
      List<Object> all = new ArrayList<>(values);
      all.add(after);
      all.add(CHUNK);
      List<TreePath> chunk =
          Sql.list(
              connection,
              "select path from folders where "
                  + condition
                  + " and path_key > ? order by path_key limit ?",
              row -> new TreePath(row.getString(1)),
              all.toArray());
      for (TreePath path : chunk) {
        if (permissions.passes(path)) {
          if (total >= from && page.size() < size) {
            page.add(path);
          }
          total++;
        }
      }
      if (chunk.size() < CHUNK) {
        return new Folders.Page(rows(connection, page), total);
      }
      after = chunk.getLast().key();
    }
  }

  private static List<Folder> rows(Connection connection, List<TreePath> page) throws SQLException {
    List<Folder> rows = new ArrayList<>();
    for (TreePath path : page) {
      FolderStore.find(connection, path).ifPresent(rows::add);
    }
    return rows;
  }

  /** A text in which nothing is a wildcard. */
  private static String like(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
