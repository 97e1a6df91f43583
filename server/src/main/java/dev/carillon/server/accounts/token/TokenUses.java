package dev.carillon.server.accounts.token;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.token.ApiToken.Use;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notes when and from where tokens were used: each at most once a minute, and no request waits for
 * it.
 */
final class TokenUses {

  private static final System.Logger LOG = System.getLogger(TokenUses.class.getName());

  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
  private static final int NOTED_MAX = 10_000;

  private final Database database;
  private final InstantSource clock;
  private final Map<String, Instant> noted = new ConcurrentHashMap<>();

  TokenUses(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  void note(ApiToken token, InetAddress from) {
    Instant now = clock.instant();
    boolean[] due = {false};
    noted.compute(
        token.id(),
        (id, before) -> {
          due[0] = before == null || !now.isBefore(before.plus(NOTED_EVERY));
          return due[0] ? now : before;
        });
    if (!due[0]) {
      return;
    }
    if (noted.size() > NOTED_MAX) {
      noted.values().removeIf(at -> !now.isBefore(at.plus(NOTED_EVERY)));
    }
    Use use = new Use(now, from.getHostAddress());
    Thread.ofVirtual().name("carillon-token-use").start(() -> store(token.id(), use));
  }

  private void store(String id, Use use) {
    try {
      database.<Boolean>write(
          connection -> {
            TokenRows.used(connection, id, use);
            return true;
          });
    } catch (RuntimeException failed) {
      // nobody waits for it, and the next use is noted again
      LOG.log(Level.DEBUG, "The use of an API token could not be recorded", failed);
    }
  }
}
