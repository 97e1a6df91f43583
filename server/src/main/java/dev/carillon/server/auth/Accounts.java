package dev.carillon.server.auth;

import java.util.List;
import java.util.Optional;

/** Where accounts are kept. */
@FunctionalInterface
public interface Accounts {

  /** The account of this name, upper and lower case alike. Called for every request. */
  Optional<Account> find(String username);

  /** The names of the groups that a user belongs to. */
  default List<String> groups(String username) {
    return List.of();
  }
}
