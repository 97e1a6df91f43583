package dev.carillon.server.folder;

import dev.carillon.server.change.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Pages of folders, by path. */
final class FolderPages {

  private static final int WORDS_MAX = 20;

  private FolderPages() {}

  /** Those directly in a folder. */
  static FolderPage children(Connection connection, TreePath parent, int from, int size)
      throws SQLException {
    String deeper = like(parent.firstKeyInside()) + "%/%";
    return page(
        connection,
        "where path_key >= ? and path_key < ? and path_key not like ? escape '!'",
        List.of(parent.firstKeyInside(), parent.keyAfterInside(), deeper),
        from,
        size);
  }

  /** Those whose paths hold all words of a text, upper and lower case alike. */
  static FolderPage search(Connection connection, String text, int from, int size)
      throws SQLException {
    List<Object> words =
        Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+"))
            .filter(word -> !word.isEmpty() && !word.equals("*") && !word.equals("*:*"))
            .limit(WORDS_MAX)
            .map(word -> (Object) ("%" + like(word) + "%"))
            .toList();
    String condition =
        words.isEmpty()
            ? ""
            : "where "
                + String.join(
                    " and ", words.stream().map(word -> "path_key like ? escape '!'").toList());
    return page(connection, condition, words, from, size);
  }

  private static FolderPage page(
      Connection connection, String condition, List<?> values, int from, int size)
      throws SQLException {
    long total =
        Sql.first(
                connection,
                "select count(*) from folders " + condition,
                row -> row.getLong(1),
                values.toArray())
            .orElse(0L);
    List<Object> all = new ArrayList<>(values);
    all.add(size);
    all.add(from);
    return new FolderPage(
        Sql.list(
            connection,
            "select id, path, metadata from folders "
                + condition
                + " order by path_key limit ? offset ?",
            FolderStore::folder,
            all.toArray()),
        total);
  }

  /** A text in which nothing is a wildcard. */
  private static String like(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
