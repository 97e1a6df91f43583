package dev.carillon.server.accounts.login;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Where accounts are kept. */
@FunctionalInterface
public interface Accounts {

  /** The account of this name, upper and lower case alike. Called for every request. */
  Optional<Account> find(String username);

  /** The account of this name, if it may use the server. */
  default Optional<Account> active(String username) {
    return find(username).filter(account -> account.proof().enabled());
  }

  /** The groups that a user belongs to, by name. */
  default List<Membership> memberships(String username) {
    return List.of();
  }

  /** Somebody has proved to be this user. It is noted some time, and never waited for. */
  default void loggedIn(Account account, InetAddress from) {}

  /** A group, as far as a user needs to know. */
  record Membership(String id, String name) {}
}
