package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Routes.Route;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route by the pieces of its path.
 *
 * @param takesRest whether a path may have more pieces
 * @param literal whether none of them is a variable
 */
record RouteRow(Route route, List<RouteSegment> segments, boolean takesRest, boolean literal) {

  static RouteRow of(Route route) {
    List<String> path =
        Arrays.stream(route.path().split("/")).filter(piece -> !piece.isEmpty()).toList();
    boolean rest = !path.isEmpty() && path.getLast().equals("*");
    List<String> fixed = rest ? path.subList(0, path.size() - 1) : path;
    boolean literal = !rest && !route.path().contains("{");
    return new RouteRow(route, fixed.stream().map(RouteSegment::of).toList(), rest, literal);
  }

  /** Its pieces, where none of them is a variable. */
  List<String> pieces() {
    return segments.stream().map(RouteSegment::before).toList();
  }

  Optional<Map<String, String>> variables(List<String> path) {
    if (path.size() < segments.size() || (path.size() > segments.size() && !takesRest)) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      if (!segments.get(i).fits(path.get(i), variables)) {
        return Optional.empty();
      }
    }
    if (takesRest) {
      variables.put("*", String.join("/", path.subList(segments.size(), path.size())));
    }
    return Optional.of(variables);
  }
}
