package dev.carillon.server.platform.http.jetty;

import static java.util.stream.Collectors.groupingBy;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.header.RequestPath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request: the first whose path and method fit. */
final class RouteTable {

  /** The rows of each path that is spelled out, found without a look at the others. */
  private final Map<List<String>, List<Row>> spelled;

  /** The rows whose paths have variables, in their order. */
  private final List<Row> patterns;

  RouteTable(Routes routes) {
    List<Row> rows = routes.all().stream().map(Row::of).toList();
    spelled = rows.stream().filter(Row::literal).collect(groupingBy(Row::pieces));
    patterns = rows.stream().filter(row -> !row.literal()).toList();
  }

  /**
   * The route, and what its variables stand for.
   *
   * @throws Problem 404 where no path fits, 405 where only the method does not
   */
  Match find(String method, RequestPath path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    Set<String> allowed = new TreeSet<>();
    // what a route spells out is no variable of another: PUT /folder/list is not /folder/{id}
    for (Row row : spelled.getOrDefault(path.segments(), patterns)) {
      Optional<Map<String, String>> variables = row.variables(path.segments());
      if (variables.isPresent() && row.route.methods().contains(wanted)) {
        return new Match(row.route, variables.get());
      }
      if (variables.isPresent()) {
        allowed.addAll(row.route.methods());
      }
    }
    if (allowed.isEmpty()) {
      throw Problem.notFound("resource", path.toString());
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    throw Problem.methodNotAllowed(method, String.join(", ", allowed));
  }

  record Match(Route route, Map<String, String> variables) {}

  private record Row(Route route, List<Segment> segments, boolean takesRest, boolean literal) {

    static Row of(Route route) {
      List<String> path =
          Arrays.stream(route.path().split("/")).filter(piece -> !piece.isEmpty()).toList();
      boolean rest = !path.isEmpty() && path.getLast().equals("*");
      List<String> fixed = rest ? path.subList(0, path.size() - 1) : path;
      boolean literal = !rest && !route.path().contains("{");
      return new Row(route, fixed.stream().map(Segment::of).toList(), rest, literal);
    }

    /** Its pieces, where none of them is a variable. */
    List<String> pieces() {
      return segments.stream().map(Segment::before).toList();
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

  /** A piece of a route's path: a text, or a variable that may have text around it. */
  private record Segment(String before, String variable, String after) {

    static Segment of(String piece) {
      int open = piece.indexOf('{');
      int close = piece.indexOf('}');
      return open < 0 || close < open
          ? new Segment(piece, "", "")
          : new Segment(
              piece.substring(0, open),
              piece.substring(open + 1, close),
              piece.substring(close + 1));
    }

    boolean fits(String piece, Map<String, String> variables) {
      if (variable.isEmpty()) {
        return piece.equals(before);
      }
      boolean fits =
          piece.length() > before.length() + after.length()
              && piece.startsWith(before)
              && piece.endsWith(after);
      if (fits) {
        variables.put(variable, piece.substring(before.length(), piece.length() - after.length()));
      }
      return fits;
    }
  }
}
