package dev.carillon.server.accounts.user;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Links by which a user sets a password: each works once and for a day, and a new one voids the one
 * before. The old password works until the link is used.
 *
 * @param others are notified of passwords that links set
 */
public record PasswordLinks(
    Database database,
    Users users,
    PasswordHasher hasher,
    InstantSource clock,
    List<AccountListener> others)
    implements AccountListener {

  private static final Duration GOOD_FOR = Duration.ofHours(24);
  private static final int TOKEN_BYTES = 32;

  public PasswordLinks {
    others = List.copyOf(others);
  }

  /**
   * A link's secret.
   *
   * @param token what it carries
   */
  record Link(String token, Instant validUntil) {

    /** Its path and query. */
    String path() {
      return "/set-password?token=" + token;
    }

    @Override
    public String toString() {
      return "Link[validUntil=" + validUntil + "]";
    }
  }

  /** A new link for a user. */
  Link make(User user) {
    String token = Digests.randomText(TOKEN_BYTES);
    Instant until = clock.instant().plus(GOOD_FOR);
    database.<Boolean>write(
        connection -> {
          end(connection, user.id());
          Sql.update(
              connection,
              "insert into password_links (token_sha256, user_id, valid_until) values (?, ?, ?)",
              Digests.sha256(token),
              user.id(),
              until.toEpochMilli());
          return true;
        });
    return new Link(token, until);
  }

  /** The user whose password this sets; empty if it sets none. */
  Optional<User> owner(String token) {
    return database.read(connection -> owner(connection, token));
  }

  private Optional<User> owner(Connection connection, String token) throws SQLException {
    Optional<String> id =
        Sql.first(
            connection,
            "select user_id from password_links where token_sha256 = ? and valid_until > ?",
            row -> row.getString(1),
            Digests.sha256(token),
            clock.millis());
    return id.isEmpty()
        ? Optional.empty()
        : UserRows.byId(connection, id.get()).filter(user -> user.account().proof().enabled());
  }

  /**
   * Sets the password of the link's user, and ends the link.
   *
   * @throws Problem 403 where the link does not work, 400 where the password is not allowed
   */
  void use(String token, String password) {
    var _ = owner(token).orElseThrow(PasswordLinks::spent);
    NewUser.checkPassword(password);
    String hash = hasher.hash(password);
    User user =
        database.write(
            connection -> {
              UserRows.lock(connection);
              User owner = owner(connection, token).orElseThrow(PasswordLinks::spent);
              if (!end(connection, owner.id())) {
                throw spent();
              }
              for (AccountListener other : others) {
                other.passwordChanged(connection, owner.id(), owner.username(), false);
              }
              UserRows.setPassword(connection, Accounts.key(owner.username()), hash);
              return owner;
            });
    users.changed(user.username());
  }

  private static Problem spent() {
    return Problem.forbidden(
        "This link is not valid: it was used, it is older than a day, or a newer one exists");
  }

  private static boolean end(Connection connection, String userId) throws SQLException {
    return Sql.update(connection, "delete from password_links where user_id = ?", userId) > 0;
  }

  @Override
  public void disabled(Connection connection, String userId, String username) throws SQLException {
    end(connection, userId);
  }

  @Override
  public void passwordChanged(Connection connection, String userId, String username, boolean all)
      throws SQLException {
    end(connection, userId);
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    end(connection, userId);
  }
}
