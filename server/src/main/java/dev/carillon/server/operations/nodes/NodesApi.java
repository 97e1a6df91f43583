package dev.carillon.server.operations.nodes;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /api/nodes}: the nodes that share the database. */
public record NodesApi(NodeRegister nodes) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/nodes", RouteAccess.SERVER_ADMIN)
        .get("", this::list)
        .post("/{id}/drain", this::drain);
  }

  private Response list(Call call) {
    Map<String, Object> shown = new LinkedHashMap<>();
    long own = nodes.own();
    shown.put("shared", nodes.shared());
    shown.put("nodes", nodes.list().stream().map(node -> node.json(own)).toList());
    return new Response.Json(200, shown, Map.of("Cache-Control", "no-store"));
  }

  private Response drain(Call call) {
    String id = call.variable("id");
    // no number has more digits
    Optional<String> name =
        id.matches("[0-9]{1,18}")
            ? nodes.drain(Long.parseLong(id), call.caller().username())
            : Optional.empty();
    AuditNote.current().about("node", id, name.orElseThrow(() -> Problem.notFound("node", id)));
    return Response.noContent();
  }
}
