package dev.carillon.server.assets.history;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.List;

/**
 * Which actions a history shall show.
 *
 * @param names the actions that are meant; none = all
 * @param without whether those are shown that are not named
 */
public record HistoryActions(List<String> names, boolean without) {

  /** All of them. */
  public static final HistoryActions ALL = new HistoryActions(List.of(), true);

  /** At most so many can be named. */
  private static final int NAMED_MAX = 100;

  public HistoryActions {
    names = List.copyOf(names);
  }

  /**
   * What a call wants: levels 1 to 5 show more and more, level 0 what {@code actions} names.
   *
   * @throws Problem 400
   */
  public static HistoryActions of(Params params) {
    int level = params.number("detailLevel", 0, 0, 5);
    return switch (level) {
      case 0 -> named(params);
      case 1 -> only("CREATE", "CREATE_VARIATION", "COPY", "COPY_VERSION", "CHECKIN");
      case 2 ->
          only("CREATE", "CREATE_VARIATION", "COPY", "COPY_VERSION", "CHECKIN", "MOVE", "RENAME");
      case 3 ->
          without("CHECKOUT", "UNDO_CHECKOUT", "METADATA_UPDATE", "PREVIEW", "AUTHKEY_UPDATE");
      case 4 -> without("PREVIEW");
      default -> ALL;
    };
  }

  private static HistoryActions named(Params params) {
    List<String> names = params.items("actions");
    if (names.size() > NAMED_MAX) {
      throw Problem.badField("actions", String.join(",", names), "at most " + NAMED_MAX + " names");
    }
    return names.isEmpty() ? ALL : new HistoryActions(names, false);
  }

  private static HistoryActions only(String... names) {
    return new HistoryActions(List.of(names), false);
  }

  private static HistoryActions without(String... names) {
    return new HistoryActions(List.of(names), true);
  }

  /** An SQL condition to append to others; its parameters are the names. */
  String condition() {
    return names.isEmpty()
        ? ""
        : " and action " + (without ? "not " : "") + "in (" + Sql.marks(names.size()) + ")";
  }
}
