package dev.carillon.server.user;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.auth.Account;
import dev.carillon.server.auth.Accounts;
import dev.carillon.server.auth.PasswordHasher;
import dev.carillon.server.http.Caller.Licence;
import dev.carillon.server.http.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The users' table. What was read is kept for a second, since every request asks. */
public final class Users implements Accounts {

  private static final Duration KEPT = Duration.ofSeconds(1);
  private static final int KEPT_MAX = 10_000;

  private static final String SELECT =
      """
      select username, full_name, email, locale, authorities, licence, password_hash, proof_version
      from users where username_key = ?
      """;
  private static final String INSERT =
      """
      insert into users (id, username_key, username, full_name, email, locale, authorities,
        licence, password_hash, proof_version, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
      on conflict (username_key) do nothing
      """;
  private static final String ANY = "select 1 from users limit 1";
  private static final String CHANGE_PASSWORD =
      """
      update users set password_hash = ?, proof_version = proof_version + 1
      where username_key = ?
      """;

  private final Database database;
  private final PasswordHasher hasher;
  private final InstantSource clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  /** The users in the table {@code users} of this database. */
  public Users(Database database, PasswordHasher hasher, InstantSource clock) {
    this.database = database;
    this.hasher = hasher;
    this.clock = clock;
  }

  private record Kept(Account account, Instant at) {}

  @Override
  public Optional<Account> find(String username) {
    String key = key(username);
    Instant now = clock.instant();
    Kept known = kept.get(key);
    if (known != null && now.isBefore(known.at().plus(KEPT))) {
      return Optional.of(known.account());
    }
    Optional<Account> account = database.read(connection -> select(connection, key));
    if (kept.size() >= KEPT_MAX) {
      kept.clear();
    }
    account.ifPresentOrElse(found -> kept.put(key, new Kept(found, now)), () -> kept.remove(key));
    return account;
  }

  /** Whether there is any user at all. */
  public boolean any() {
    return database.read(Users::any);
  }

  /**
   * Makes the first user of the server.
   *
   * @return whether it did; not, if there were users already
   * @throws Problem 400 where the name or the password is not allowed
   */
  public boolean createFirst(String username, String password) {
    NewUser user = NewUser.first(username, password);
    String hash = hasher.hash(password);
    return database.write(connection -> !any(connection) && insert(connection, user, hash));
  }

  /**
   * Makes a user.
   *
   * @throws Problem 409 where the name is taken, upper and lower case alike
   */
  public void create(NewUser user) {
    String hash = hasher.hash(user.password());
    if (!database.<Boolean>write(connection -> insert(connection, user, hash))) {
      throw Problem.conflict("There is a user '" + user.username() + "' already");
    }
  }

  /**
   * Changes a password; every session and token of that user ends.
   *
   * @throws Problem 400 where the password is not allowed, 404 where there is no such user
   */
  public void changePassword(String username, String password) {
    NewUser.checkPassword(password);
    String hash = hasher.hash(password);
    int changed =
        database.write(
            connection -> {
              try (PreparedStatement update = connection.prepareStatement(CHANGE_PASSWORD)) {
                update.setString(1, hash);
                update.setString(2, key(username));
                return update.executeUpdate();
              }
            });
    kept.remove(key(username));
    if (changed == 0) {
      throw Problem.notFound("user", username);
    }
  }

  private static boolean any(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ANY);
        ResultSet row = select.executeQuery()) {
      return row.next();
    }
  }

  private boolean insert(Connection connection, NewUser user, String hash) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, Ids.random());
      insert.setString(2, key(user.username()));
      insert.setString(3, user.username());
      insert.setString(4, user.person().fullName());
      insert.setString(5, user.person().email());
      insert.setString(6, user.person().locale());
      insert.setString(7, String.join(",", user.authorities()));
      insert.setString(8, user.licence().text());
      insert.setString(9, hash);
      insert.setLong(10, clock.millis());
      return insert.executeUpdate() == 1;
    }
  }

  private static Optional<Account> select(Connection connection, String key) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(account(row)) : Optional.empty();
      }
    }
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString("username"),
        new Account.Person(
            row.getString("full_name"), row.getString("email"), row.getString("locale")),
        Set.of(row.getString("authorities").split(",")),
        Licence.valueOf(row.getString("licence").toUpperCase(Locale.ROOT)),
        new Account.Proof(row.getString("password_hash"), row.getLong("proof_version")));
  }

  private static String key(String username) {
    return Normalizer.normalize(username, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
