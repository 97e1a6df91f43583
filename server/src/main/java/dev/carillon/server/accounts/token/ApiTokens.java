package dev.carillon.server.accounts.token;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.token.ApiToken.Life;
import dev.carillon.server.accounts.token.ApiToken.Place;
import dev.carillon.server.accounts.token.ApiToken.Use;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.TokenScope;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** What can be done with tokens. Those that ended are listed for 90 days more. */
public final class ApiTokens implements AccountListener {

  private static final Duration LISTED_FOR = Duration.ofDays(90);
  private static final int GOOD_MAX = 200;

  private final Database database;
  private final TokenAuthenticator authenticator;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * The tokens of this database.
   *
   * @param authenticator is notified at once of each that was revoked
   */
  public ApiTokens(Database database, TokenAuthenticator authenticator, InstantSource clock) {
    this.database = database;
    this.authenticator = authenticator;
    this.clock = clock;
  }

  /** A token that was just made, and the only time that its text is known. */
  record Made(ApiToken token, TokenFormat text) {}

  /**
   * Makes one.
   *
   * @param goodFor zero = for ever
   * @param consumer the id of the one consumer whose events it may fetch; empty = of any
   * @throws Problem 409 where the user has too many
   */
  Made make(
      String username, String name, Set<TokenScope> scopes, Duration goodFor, String consumer) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    Instant expires = goodFor.isZero() ? Instant.MAX : now.plus(goodFor);
    TokenFormat text = TokenFormat.random(random);
    ApiToken token =
        new ApiToken(
            Ids.random(),
            username,
            name,
            scopes,
            text.prefix(),
            new Life(now, expires, Instant.MAX),
            Use.NEVER,
            consumer,
            false);
    return database.write(connection -> insert(connection, new Made(token, text)));
  }

  /**
   * Makes one for a program that was confirmed, in the transaction that notes that it has it.
   *
   * @throws Problem 409 where the user has too many
   */
  Made makePaired(Connection connection, Pairing pairing, Pairing.State.Confirmed confirmed)
      throws SQLException {
    TokenFormat text = TokenFormat.random(random);
    ApiToken token =
        new ApiToken(
            Ids.random(),
            confirmed.username(),
            pairing.asker().tokenName(),
            confirmed.grant().scopes(),
            text.prefix(),
            new Life(
                Instant.ofEpochMilli(clock.millis()), confirmed.grant().expires(), Instant.MAX),
            Use.NEVER,
            "",
            true);
    return insert(connection, new Made(token, text));
  }

  private Made insert(Connection connection, Made made) throws SQLException {
    TokenRows.purge(connection, made.token().life().created().minus(LISTED_FOR));
    checkRoom(connection, made.token().username());
    if (!TokenRows.insert(connection, made.token(), made.text().sha256())) {
      throw Problem.notLoggedIn();
    }
    return made;
  }

  /**
   * The user may have one more.
   *
   * @throws Problem 409 where there are too many
   */
  void checkRoom(Connection connection, String username) throws SQLException {
    if (TokenRows.good(connection, username, clock.instant()) >= GOOD_MAX) {
      throw Problem.conflict("'" + username + "' has " + GOOD_MAX + " tokens; revoke one first");
    }
  }

  /** Whether one that is made now, and is good for so long, has ended by then. */
  boolean endsBy(Instant end, Duration goodFor) {
    return end.equals(Instant.MAX)
        || (!goodFor.isZero() && !clock.instant().plus(goodFor).isAfter(end));
  }

  /** A page of a user's, the newest first. */
  List<ApiToken> page(String username, Place after, int limit) {
    return database.read(connection -> TokenRows.page(connection, username, after, limit));
  }

  /** A page of all users', the newest first. */
  List<ApiToken> page(Place after, int limit) {
    return database.read(connection -> TokenRows.page(connection, after, limit));
  }

  /**
   * One of them.
   *
   * @throws Problem 404
   */
  ApiToken get(String id) {
    return database
        .read(connection -> TokenRows.byId(connection, id))
        .orElseThrow(() -> Problem.notFound("API token", id));
  }

  /** Ends one for good, if it has not ended. */
  void revoke(ApiToken token) {
    Instant now = clock.instant();
    database.write(connection -> TokenRows.revoke(connection, token.id(), now));
    authenticator.changed(token.id());
  }

  @Override
  public void disabled(Connection connection, String userId, String username) throws SQLException {
    TokenRows.revokeAll(connection, userId, clock.instant());
    authenticator.left(username);
  }

  @Override
  public void passwordChanged(Connection connection, String userId, String username, boolean all)
      throws SQLException {
    if (all) {
      disabled(connection, userId, username);
    }
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    TokenRows.removeAll(connection, userId);
    authenticator.left(username);
  }
}
