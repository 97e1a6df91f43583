package dev.carillon.server.assets.asset;

import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.Arrays;
import java.util.List;

/** Which actions a history shall show. */
public sealed interface HistoryActions {

  /** At most so many can be named. */
  int NAMED_MAX = 100;

  /** The names that are wanted, or those that are not. */
  default List<String> names() {
    return List.of();
  }

  /**
   * What a call wants: levels 1 to 5 show more and more, level 0 what {@code actions} names.
   *
   * @throws Problem 400
   */
  static HistoryActions of(Params params) {
    int level = params.number("detailLevel", 0, 0, 5);
    return switch (level) {
      case 0 -> named(params.list("actions").orElse(""));
      case 1 -> new Only(List.of("CREATE", "CREATE_VARIATION", "COPY", "COPY_VERSION", "CHECKIN"));
      case 2 ->
          new Only(
              List.of(
                  "CREATE",
                  "CREATE_VARIATION",
                  "COPY",
                  "COPY_VERSION",
                  "CHECKIN",
                  "MOVE",
                  "RENAME"));
      case 3 ->
          new Without(
              List.of("CHECKOUT", "UNDO_CHECKOUT", "METADATA_UPDATE", "PREVIEW", "AUTHKEY_UPDATE"));
      case 4 -> new Without(List.of("PREVIEW"));
      default -> new All();
    };
  }

  private static HistoryActions named(String list) {
    List<String> names =
        Arrays.stream(list.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    if (names.size() > NAMED_MAX) {
      throw Problem.badField("actions", list, "at most " + NAMED_MAX + " names");
    }
    return names.isEmpty() ? new All() : new Only(names);
  }

  /** All of them. */
  record All() implements HistoryActions {}

  /** These. */
  record Only(List<String> names) implements HistoryActions {
    public Only {
      names = List.copyOf(names);
    }
  }

  /** All but these. */
  record Without(List<String> names) implements HistoryActions {
    public Without {
      names = List.copyOf(names);
    }
  }
}
