package dev.carillon.server.http;

import java.util.Locale;
import java.util.Set;

/**
 * A logged-in user, as far as a request needs to know.
 *
 * @param username unique, as it was registered
 * @param authorities such as {@code ROLE_SUPERUSER}
 * @param licence what the user may use
 */
public record Caller(String username, Set<String> authorities, Licence licence) {

  public Caller {
    authorities = Set.copyOf(authorities);
  }

  /** Whether the user has the super-user capability. */
  public boolean superUser() {
    return authorities.contains("ROLE_SUPERUSER");
  }

  /** Licences, richest first. */
  public enum Licence {
    PRO,
    API,
    STANDARD,
    BASIC;

    /** The name that is stored and shown: lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
