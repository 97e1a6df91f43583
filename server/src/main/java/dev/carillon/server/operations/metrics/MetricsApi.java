package dev.carillon.server.operations.metrics;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /metrics}: open to this machine, to others only as the webhook pages are.
 *
 * @param behindProxy whether the server is known to be reached through a proxy, which need not say
 *     so itself
 */
public record MetricsApi(Metrics metrics, BooleanSupplier behindProxy) {

  private static final String TYPE = "text/plain;version=0.0.4;charset=utf-8";

  /** What proxies add. */
  private static final List<String> PASSED_ON =
      List.of(
          "Forwarded",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Real-IP");

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/metrics", RouteAccess.ANYONE).get("", this::metrics);
  }

  private Response metrics(Call call) {
    if (!fromThisMachine(call)) {
      checkRights(call.caller());
    }
    return new Response.Text(200, TYPE, metrics.text(), Map.of("Cache-Control", "no-store"));
  }

  /** What a proxy on this machine passes on comes from elsewhere. */
  private boolean fromThisMachine(Call call) {
    return call.remoteAddress().isLoopbackAddress()
        && !behindProxy.getAsBoolean()
        && call.header("Host").map(MetricsApi::ours).orElse(true)
        && PASSED_ON.stream().allMatch(header -> call.header(header).isEmpty());
  }

  /**
   * Whether a name is one of this machine. A page that is called by another name, which its owner
   * has made to mean this machine, would be let through by a browser here.
   */
  private static boolean ours(String host) {
    String name = host.replaceFirst(":[0-9]*$", "");
    return name.equalsIgnoreCase("localhost")
        || name.startsWith("[")
        || name.matches("[0-9.]+")
        || MachineNames.names().stream().anyMatch(name::equalsIgnoreCase);
  }

  private static void checkRights(Caller caller) {
    if (!RouteAccess.SERVER_ADMIN.allows(caller)) {
      throw Problem.forbidden(
          "From another machine, this needs the super-user capability (ROLE_SUPERUSER)"
              + " and a Pro or API licence");
    }
  }
}
