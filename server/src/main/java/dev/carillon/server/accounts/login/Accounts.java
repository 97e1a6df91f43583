package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where accounts are kept. */
@FunctionalInterface
public interface Accounts {

  /** Longer names are cut for {@link #key}. */
  int KEY_FROM_MAX = 1_000;

  /** The account of this name, upper and lower case alike. Called for every request. */
  Optional<Account> find(String username);

  /** The account of this name, if it may use the server. */
  default Optional<Account> active(String username) {
    return find(username).filter(account -> account.proof().enabled());
  }

  /**
   * The id of the account of this name, if it may use the server: another one than that of an
   * account which had the same name before and was removed.
   */
  default Optional<String> activeId(String username) {
    return Optional.empty();
  }

  /**
   * A user's name as it is kept.
   *
   * @throws Problem 404 where there is no such user
   */
  default String registered(String username) {
    return find(username)
        .map(Account::username)
        .orElseThrow(() -> Problem.notFound("user", username));
  }

  /** The form in which names of users are compared. */
  static String key(String username) {
    // what is longer is no user's name: to compose accents takes the square of their number
    String brief = username.substring(0, Math.min(username.length(), KEY_FROM_MAX));
    return Normalizer.normalize(brief, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  /** The groups that a user belongs to, by name. */
  default List<Membership> memberships(String username) {
    return List.of();
  }

  /** Notes that a user has changed: the user is read again when needed next. */
  default void changed(String username) {}

  /** A caller has proved to be this user. It is noted some time, and never waited for. */
  default void loggedIn(Account account, InetAddress from) {}

  /** A group, as far as a user needs to know. */
  record Membership(String id, String name) {}
}
