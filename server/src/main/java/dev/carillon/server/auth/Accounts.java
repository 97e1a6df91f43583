package dev.carillon.server.auth;

import java.util.Optional;

/** Where accounts are kept. */
@FunctionalInterface
public interface Accounts {

  /** The account of this name, upper and lower case alike. Called for every request. */
  Optional<Account> find(String username);
}
