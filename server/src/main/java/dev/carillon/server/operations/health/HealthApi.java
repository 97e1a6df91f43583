package dev.carillon.server.operations.health;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code /health/live}, {@code /health/ready} and {@code /api/health}. */
public record HealthApi(Readiness readiness, HealthReport report) {

  private static final Map<String, String> FRESH = Map.of("Cache-Control", "no-store");

  /** Adds the calls. */
  public void routes(Routes routes) {
    Set<String> get = Set.of("GET");
    routes
        .on(get, "/health/live", Effect.READS, RouteAccess.ANYONE, this::live)
        .on(get, "/health/ready", Effect.READS, RouteAccess.ANYONE, this::ready)
        .on(get, "/api/health", Effect.READS, RouteAccess.SERVER_ADMIN, this::health);
  }

  private Response live(Call call) {
    return new Response.Json(200, Map.of("status", "up"), FRESH);
  }

  private Response ready(Call call) {
    String trouble = readiness.trouble();
    if (trouble.isEmpty()) {
      return new Response.Json(200, Map.of("status", "up"), FRESH);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", "down");
    body.put("reason", trouble);
    return new Response.Json(503, body, FRESH);
  }

  private Response health(Call call) {
    return new Response.Json(200, report.json(), FRESH);
  }
}
