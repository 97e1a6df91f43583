package dev.carillon.server.platform.http.access;

import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.TokenScope.Area;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which scope a route needs of an API token: the area comes from the {@link RouteAccess} of the
 * route, unless its path is named here, and reading or writing from its effect. The descriptions of
 * the API name the same, which a test compares.
 */
public final class RequiredScope {

  /** Paths about accounts and about the server itself, for any role. */
  private static final List<String> ADMIN =
      List.of(
          "/api/me",
          "/api/tokens",
          "/api/pairings",
          "/api/users",
          "/api/groups",
          "/api/folder-rights",
          "/api/properties",
          "/api/audit",
          "/api/secrets",
          "/api/health",
          "/api/nodes",
          "/api/alerts",
          "/api/support-bundle",
          "/metrics",
          "/private-api");

  /** Paths that need no scope: the own profile, and what is public anyway. */
  private static final Set<String> FREE =
      Set.of(
          "/",
          "/services/login",
          "/services/apilogin",
          "/services/logout",
          "/services/ping",
          "/services/profile",
          "/services/setup",
          "/services/system/metrics",
          "/services/set-password",
          "/set-password",
          "/setup",
          "/alive.txt",
          "/.well-known/jwks.json",
          "/api/pairings",
          "/api/pairings/token",
          "/api/roles");

  private static final List<String> FREE_BELOW =
      List.of(
          "/health",
          "/share",
          "/api/asset/rendition",
          "/openapi.json",
          "/openapi.yaml",
          "/api-docs",
          "/console",
          "/pages",
          "/favicon.ico",
          "/favicon.svg");

  /** Paths by which consumers fetch events and acknowledge them. */
  private static final List<String> EVENTS = List.of("/api/consumers");

  /** Where other programs record events; reading them is another matter. */
  private static final String NEW_EVENTS = "/api/events";

  private RequiredScope() {}

  /** The scope; empty where any token will do. */
  public static Optional<TokenScope> of(Route route) {
    String path = route.path();
    boolean aboutItself = path.equals("/api/me") && route.effect() == Effect.READS;
    if (FREE.contains(path) || aboutItself || below(path, FREE_BELOW)) {
      return Optional.empty();
    }
    return Optional.of(TokenScope.of(area(route), route.effect()));
  }

  /**
   * Lets a request with an API token pass.
   *
   * @throws Problem 403 where the token lacks the scope
   */
  static void check(Route route, Identity.Token token) {
    Optional<TokenScope> needed = of(route);
    if (needed.isPresent() && !token.may(needed.get())) {
      throw Problem.forbidden(
          "This needs a token with the scope '"
              + needed.get().text()
              + "', which this token does not have");
    }
  }

  private static Area area(Route route) {
    if (below(route.path(), ADMIN)) {
      return Area.ADMIN;
    }
    if (below(route.path(), EVENTS)) {
      return Area.EVENTS;
    }
    if (route.path().equals(NEW_EVENTS) && route.effect() == Effect.CHANGES) {
      return Area.NEW_EVENTS;
    }
    return switch (route.access()) {
      case ANYONE, USER -> Area.ASSETS;
      case SUPER_USER -> Area.ADMIN;
      case SERVER_ADMIN -> Area.WEBHOOKS;
    };
  }

  private static boolean below(String path, List<String> places) {
    return places.stream().anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
  }
}
