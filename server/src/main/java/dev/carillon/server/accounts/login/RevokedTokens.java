package dev.carillon.server.accounts.login;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that were logged out before their time, kept until they would have ended anyway. What was
 * logged out on another node is seen here within a second.
 */
public final class RevokedTokens {

  private static final Duration KEPT = Duration.ofSeconds(1);
  private static final int KEPT_MAX = 10_000;

  private static final String INSERT =
      """
      insert into revoked_tokens (token_id, expires_at) values (?, ?)
      on conflict (token_id) do nothing
      """;
  private static final String SELECT = "select 1 from revoked_tokens where token_id = ?";
  private static final String PURGE = "delete from revoked_tokens where expires_at < ?";

  private final Database database;
  private final InstantSource clock;
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> good = new ConcurrentHashMap<>();

  /** The tokens of the table {@code revoked_tokens}. */
  public RevokedTokens(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Whether this token is not to be trusted any more. */
  public boolean contains(String tokenId) {
    if (revoked.contains(tokenId)) {
      return true;
    }
    Instant now = clock.instant();
    Instant asked = good.get(tokenId);
    if (asked != null && now.isBefore(asked.plus(KEPT))) {
      return false;
    }
    boolean found = database.read(connection -> Sql.any(connection, SELECT, tokenId));
    if (found) {
      bounded(revoked).add(tokenId);
    } else {
      bounded(good.keySet());
      good.put(tokenId, now);
    }
    return found;
  }

  /** Revokes a token, durably. */
  public void add(String tokenId, Instant expires, Instant now) {
    database.write(
        connection -> {
          Sql.update(connection, PURGE, now.toEpochMilli());
          return Sql.update(connection, INSERT, tokenId, expires.toEpochMilli());
        });
    bounded(revoked).add(tokenId);
  }

  /** The set, emptied if it is full: what is forgotten is read again. */
  private static Set<String> bounded(Set<String> ids) {
    if (ids.size() >= KEPT_MAX) {
      ids.clear();
    }
    return ids;
  }
}
