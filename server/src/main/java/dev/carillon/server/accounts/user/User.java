package dev.carillon.server.accounts.user;

import dev.carillon.server.accounts.login.Account;
import java.time.Instant;
import java.util.Optional;

/**
 * A user as administrators see one.
 *
 * @param id never shown; it distinguishes users who had the same name one after the other
 * @param lastLogIn when the user last logged in; the epoch where never
 */
record User(String id, Account account, Instant created, Instant lastLogIn) {

  String username() {
    return account.username();
  }

  /** Whether this user can log in and administer. */
  boolean administers() {
    return account.caller().superUser()
        && account.proof().enabled()
        && account.proof().hasPassword();
  }

  /** When the user last logged in, where that was ever. */
  Optional<Instant> loggedIn() {
    return Optional.of(lastLogIn).filter(at -> at.isAfter(Instant.EPOCH));
  }
}
