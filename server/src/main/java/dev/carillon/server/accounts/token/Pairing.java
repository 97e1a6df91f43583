package dev.carillon.server.accounts.token;

import dev.carillon.server.platform.http.TokenScope;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A program that asks for an API token, which a person confirms or refuses in the console.
 *
 * @param validUntil until when the person may decide, and the program fetch the token
 */
record Pairing(
    String id, Asker asker, String address, Instant requestedAt, Instant validUntil, State state) {

  /**
   * Who asks, as the program itself says: nothing of it is proved.
   *
   * @param program such as {@code Carillon CLI}
   * @param machine the name of the machine on which it runs
   */
  record Asker(String program, String machine) {

    /** The name that the token will have. */
    String tokenName() {
      return program + " on " + machine;
    }
  }

  /** How far it is. */
  sealed interface State {

    /** No person has decided. */
    record Open() implements State {}

    /** A person has confirmed it; the program has not fetched the token yet. */
    record Confirmed(String username, Grant grant) implements State {}

    /** A person has refused it. */
    record Refused() implements State {}

    /** The program has got its token. */
    record Given() implements State {}
  }

  /**
   * What a person lets the token do.
   *
   * @param expires when it ends
   */
  record Grant(Set<TokenScope> scopes, Instant expires) {

    Grant {
      scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
    }
  }
}
