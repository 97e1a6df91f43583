package dev.carillon.server.platform.http;

import dev.carillon.server.platform.http.Routes.Effect;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A scope of an API token: an area, and whether it may only read or also change. {@code
 * access.RequiredScope} says which one each route needs. Login tokens have no scope: they may do
 * what their user may.
 */
public enum TokenScope {
  ASSETS_READ(Area.ASSETS, Effect.READS),
  ASSETS_WRITE(Area.ASSETS, Effect.CHANGES),
  WEBHOOKS_READ(Area.WEBHOOKS, Effect.READS),
  WEBHOOKS_WRITE(Area.WEBHOOKS, Effect.CHANGES),
  ADMIN_READ(Area.ADMIN, Effect.READS),
  ADMIN_WRITE(Area.ADMIN, Effect.CHANGES),

  /**
   * Fetches events as a consumer, and acknowledges them: one scope for both, since neither is of
   * use without the other.
   */
  EVENTS_CONSUME(Area.EVENTS, Effect.CHANGES),

  /** Records events of custom types, and nothing else. */
  EVENTS_WRITE(Area.NEW_EVENTS, Effect.CHANGES);

  /** Areas with one scope for all that is done. */
  private static final Set<Area> WHOLE = EnumSet.of(Area.EVENTS, Area.NEW_EVENTS);

  private final Area area;
  private final Effect effect;

  TokenScope(Area area, Effect effect) {
    this.area = area;
    this.effect = effect;
  }

  /** What calls are about. */
  public enum Area {
    ASSETS,
    WEBHOOKS,
    ADMIN,
    /** Events that consumers fetch. */
    EVENTS,
    /** Events that other programs record. */
    NEW_EVENTS
  }

  /** The scope of calls of an area. */
  public static TokenScope of(Area area, Effect effect) {
    return Arrays.stream(values())
        .filter(scope -> scope.area == area && (scope.effect == effect || WHOLE.contains(area)))
        .findFirst()
        .orElseThrow();
  }

  /** The scope that is called so. */
  public static Optional<TokenScope> named(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text().equals(text)).findFirst();
  }

  /** Whether a token with this scope may do what needs that one: writing includes reading. */
  public boolean includes(TokenScope needed) {
    return area == needed.area && (effect == Effect.CHANGES || needed.effect == Effect.READS);
  }

  /** The least role and licence to which it allows anything. */
  public RouteAccess least() {
    return switch (area) {
      case ASSETS, ADMIN -> RouteAccess.USER;
      case WEBHOOKS, EVENTS, NEW_EVENTS -> RouteAccess.SERVER_ADMIN;
    };
  }

  /** The name that is stored and shown, such as {@code webhooks:read}. */
  public String text() {
    return switch (this) {
      case EVENTS_CONSUME -> "events:consume";
      case EVENTS_WRITE -> "events:write";
      default ->
          area.name().toLowerCase(Locale.ROOT) + (effect == Effect.CHANGES ? ":write" : ":read");
    };
  }
}
