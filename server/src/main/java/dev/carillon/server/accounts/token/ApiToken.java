package dev.carillon.server.accounts.token;

import dev.carillon.server.platform.http.TokenScope;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A token as it is stored: all but the token itself.
 *
 * @param name what the user calls it
 * @param scopes what it is good for
 * @param prefix its first characters
 * @param consumer the id of the one consumer whose events it may fetch; empty = of any
 * @param paired whether a program got it by a pairing, so that logging out ends it
 */
record ApiToken(
    String id,
    String username,
    String name,
    Set<TokenScope> scopes,
    String prefix,
    Life life,
    Use use,
    String consumer,
    boolean paired) {

  ApiToken {
    scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
  }

  /**
   * From when to when it is good.
   *
   * @param expires {@link Instant#MAX} where it does not
   * @param revoked {@link Instant#MAX} where it was not
   */
  record Life(Instant created, Instant expires, Instant revoked) {

    boolean good(Instant now) {
      return now.isBefore(expires) && now.isBefore(revoked);
    }
  }

  /**
   * Its last use.
   *
   * @param at the epoch where it was never used
   */
  record Use(Instant at, String from) {

    static final Use NEVER = new Use(Instant.EPOCH, "");

    /** The use, where the token was ever used. */
    Optional<Use> ever() {
      return Optional.of(this).filter(use -> use.at().isAfter(Instant.EPOCH));
    }
  }

  /** Behind which token a page goes on. */
  record Place(Instant created, String id) {

    static final Place NEWEST = new Place(Instant.parse("9999-01-01T00:00:00Z"), "");
  }

  Place place() {
    return new Place(life.created(), id);
  }
}
