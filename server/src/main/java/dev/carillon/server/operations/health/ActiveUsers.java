package dev.carillon.server.operations.health;

import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.access.Authenticator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Who called this node lately. */
public final class ActiveUsers {

  private static final Duration LATELY = Duration.ofMinutes(30);

  private final InstantSource clock;
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();

  public ActiveUsers(InstantSource clock) {
    this.clock = clock;
  }

  /** The same authenticator, whose answers are looked at. */
  public Authenticator watching(Authenticator authenticator) {
    return new Authenticator() {
      @Override
      public Identity identify(Credentials credentials) {
        Identity identity = authenticator.identify(credentials);
        identity.user().ifPresent(caller -> seen.put(caller.username(), clock.instant()));
        return identity;
      }

      @Override
      public Identity recognise(Credentials credentials) {
        return authenticator.recognise(credentials);
      }
    };
  }

  /** When each of them called last, by name. */
  Map<String, Instant> lately() {
    Instant from = clock.instant().minus(LATELY);
    seen.values().removeIf(at -> at.isBefore(from));
    return new TreeMap<>(seen);
  }
}
