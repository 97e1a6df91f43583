package dev.carillon.server.platform.http;

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

  /** What the user is to the server. */
  public UserRole role() {
    return superUser() ? UserRole.SUPER_USER : UserRole.USER;
  }

  /** Licences, richest first. */
  public enum Licence {
    PRO("Everything that the role allows."),
    API("For programs; the same as Pro."),
    STANDARD(
        "Assets and folders; of the administration only users, groups and folder permissions."),
    BASIC("The same as Standard.");

    private final String says;

    Licence(String says) {
      this.says = says;
    }

    /** What it means, for people. */
    public String says() {
      return says;
    }

    /** The name that is stored and shown: lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The licence of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Licence of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The richer of the two. */
    public Licence richer(Licence other) {
      return compareTo(other) <= 0 ? this : other;
    }
  }
}
