package dev.carillon.server.operations.health;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Calls of the model product's own pages and of those who watch servers.
 *
 * @param openMetrics whether metrics need no login: the cluster property {@code
 *     systemMetricsWithoutLogin}
 */
public record SystemApi(ActiveUsers users, String version, BooleanSupplier openMetrics) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    Set<String> both = Set.of("GET", "POST");
    routes
        .on(both, "/private-api/system/active-users", Effect.READS, RouteAccess.USER, this::users)
        .on(
            both,
            "/controller/admin/activation/currentState",
            Effect.READS,
            RouteAccess.USER,
            this::activation)
        .service("/services/system/metrics", Effect.READS, RouteAccess.ANYONE, this::metrics);
  }

  /** How many there are; who they are only for super users. */
  private Response users(Call call) {
    Map<String, Instant> lately = users.lately();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("activeUsers", lately.size());
    if (call.caller().superUser()) {
      answer.put(
          "users",
          lately.entrySet().stream()
              .map(
                  user ->
                      Map.of("username", user.getKey(), "lastSeen", user.getValue().toEpochMilli()))
              .toList());
    }
    return Response.json(answer);
  }

  /** There is nothing to activate. */
  private Response activation(Call call) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("activated", true);
    answer.put("product", "Carillon");
    answer.put("version", version);
    answer.put("licence", call.caller().licence().text());
    return Response.json(answer);
  }

  /** Load balancers have no account: they get how busy the process is, and no more. */
  private Response metrics(Call call) {
    boolean known = call.knownCaller().isPresent();
    if (!known && !openMetrics.getAsBoolean()) {
      throw Problem.notLoggedIn();
    }
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("state", "running");
    answer.put("uptimeMillis", ManagementFactory.getRuntimeMXBean().getUptime());
    answer.put("processors", Runtime.getRuntime().availableProcessors());
    answer.put("systemLoad", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    answer.put("heapUsedBytes", heap.getUsed());
    answer.put("heapMaxBytes", heap.getMax());
    answer.put("platformThreads", ManagementFactory.getThreadMXBean().getThreadCount());
    if (known) {
      answer.put("version", version);
      answer.put("activeUsers", users.lately().size());
    }
    return Response.json(answer);
  }
}
