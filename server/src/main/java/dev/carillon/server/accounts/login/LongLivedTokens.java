package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.Identity;
import java.net.InetAddress;

/** Tokens that users made for programs, beside those of logins. */
public interface LongLivedTokens {

  /** Whether it has their form; what has not is for another system. */
  boolean looksLikeOne(String bearer);

  /**
   * Whom it proves: a user within scopes, or no user.
   *
   * @throws dev.carillon.server.platform.http.Problem 429 where there were too many guesses
   */
  Identity identify(String bearer, InetAddress from);

  /**
   * Its program logs out: that ends a token which is the program's login. One that a user made by
   * hand goes on.
   *
   * @param id which token it is
   * @return whether it ended by that
   */
  boolean loggedOut(String id);
}
