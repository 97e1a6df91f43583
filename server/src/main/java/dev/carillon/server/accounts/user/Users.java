package dev.carillon.server.accounts.user;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.LoginThrottle;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.login.UseRecorder;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users' table. What was read is kept for a second, since every request asks: what was changed
 * on another node counts here after that second, what was changed here at once.
 */
public final class Users implements Accounts {

  private static final Duration KEPT = Duration.ofSeconds(1);
  private static final int KEPT_MAX = 10_000;

  /** Names have 100 characters at most; accents may come apart. */
  private static final int USERNAME_MAX = 400;

  private final Database database;
  private final PasswordHasher hasher;
  private final InstantSource clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final UseRecorder logIns;

  /** The users in the table {@code users} of this database. */
  public Users(Database database, PasswordHasher hasher, InstantSource clock) {
    this.database = database;
    this.hasher = hasher;
    this.clock = clock;
    this.logIns = new UseRecorder(clock);
  }

  /** That there is none is kept too: guessing at names costs the same whether there is one. */
  private record Kept(Optional<User> user, Instant at) {}

  @Override
  public Optional<Account> find(String username) {
    return user(username).map(User::account);
  }

  @Override
  public Optional<String> activeId(String username) {
    return user(username).filter(user -> user.account().proof().enabled()).map(User::id);
  }

  private Optional<User> user(String username) {
    if (username.length() > USERNAME_MAX) {
      // no user has such a name, and guessed names must not fill the memory
      return Optional.empty();
    }
    String key = Accounts.key(username);
    Instant now = clock.instant();
    Kept known = kept.get(key);
    if (known != null && now.isBefore(known.at().plus(KEPT))) {
      return known.user();
    }
    Optional<User> user = database.read(connection -> UserRows.find(connection, key));
    if (kept.size() >= KEPT_MAX) {
      kept.clear();
    }
    kept.put(key, new Kept(user, now));
    return user;
  }

  @Override
  public void changed(String username) {
    kept.remove(Accounts.key(username));
  }

  /** Whether there is any user at all. */
  public boolean any() {
    return database.read(UserRows::any);
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
    boolean made =
        database.write(
            connection -> {
              UserRows.lock(connection);
              return !UserRows.any(connection)
                  && UserRows.insert(connection, Ids.random(), user, hash, clock.instant());
            });
    changed(username);
    return made;
  }

  /**
   * Makes a user.
   *
   * @throws Problem 409 where the name is taken, upper and lower case alike
   */
  public void create(NewUser user) {
    String hash = user.password().isEmpty() ? "" : hasher.hash(user.password());
    boolean made =
        database.write(
            connection -> UserRows.insert(connection, Ids.random(), user, hash, clock.instant()));
    changed(user.username());
    if (!made) {
      throw Problem.conflict("A user named '" + user.username() + "' already exists");
    }
  }

  /**
   * Changes a password; every session and login token of that user ends.
   *
   * @param all whether all API tokens end too
   * @param others keep something for users
   * @throws Problem 400 where the password is not allowed, 404 where there is no such user
   */
  public void changePassword(
      String username, String password, boolean all, List<AccountListener> others) {
    NewUser.checkPassword(password);
    new UserChanges(database, this, others).password(username, hasher.hash(password), all);
  }

  /** What is stored of a password. */
  String hashed(String password) {
    return hasher.hash(password);
  }

  /**
   * Ends every session and every login token of a user.
   *
   * @throws Problem 404 where there is no such user
   */
  void endLogIns(String username) {
    String key = Accounts.key(username);
    int changed = database.write(connection -> UserRows.endLogIns(connection, key));
    changed(username);
    if (changed == 0) {
      throw Problem.notFound("user", username);
    }
  }

  /** The users whose names come after this one and who have a text in them, by name. */
  List<User> page(String after, String text, int limit) {
    return database.read(connection -> UserRows.page(connection, after, text, limit));
  }

  /**
   * One user, as it is stored now.
   *
   * @throws Problem 404
   */
  User get(String username) {
    return database
        .read(connection -> UserRows.find(connection, Accounts.key(username)))
        .orElseThrow(() -> Problem.notFound("user", username));
  }

  @Override
  public void loggedIn(Account account, InetAddress from) {
    String key = Accounts.key(account.username());
    String place = LoginThrottle.network(from);
    logIns.record(
        key + " " + place,
        at -> {
          database.write(connection -> UserRows.loggedIn(connection, key, place, at));
          kept.remove(key);
        });
  }
}
