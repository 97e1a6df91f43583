package dev.carillon.server.platform.http.jetty;

import static java.util.stream.Collectors.groupingBy;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.header.RequestPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request: the first whose path and method fit. */
final class RouteTable {

  /** The rows of each path that is spelled out, found without a look at the others. */
  private final Map<List<String>, List<RouteRow>> spelled;

  /** The rows whose paths have variables, in their order. */
  private final List<RouteRow> patterns;

  RouteTable(Routes routes) {
    List<RouteRow> rows = routes.all().stream().map(RouteRow::of).toList();
    spelled = rows.stream().filter(RouteRow::literal).collect(groupingBy(RouteRow::pieces));
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
    for (RouteRow row : spelled.getOrDefault(path.segments(), patterns)) {
      Optional<Map<String, String>> variables = row.variables(path.segments());
      if (variables.isPresent() && row.route().methods().contains(wanted)) {
        return new Match(row.route(), variables.get());
      }
      if (variables.isPresent()) {
        allowed.addAll(row.route().methods());
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
}
