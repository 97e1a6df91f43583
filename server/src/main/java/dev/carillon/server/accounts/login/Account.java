package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Caller.Licence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A user, as far as logging in needs to know.
 *
 * @param username unique, as it was registered
 * @param person who it is
 * @param authorities such as {@code ROLE_SUPERUSER}
 * @param licence what the user may use
 * @param proof how the user proves to be the user
 */
public record Account(
    String username, Person person, Set<String> authorities, Licence licence, Proof proof) {

  public Account {
    authorities = Set.copyOf(authorities);
  }

  /**
   * The person behind an account; any of it may be empty.
   *
   * @param locale such as {@code en_US}
   */
  public record Person(String fullName, String email, String locale) {}

  /**
   * The password, whether it counts, and how often that was changed.
   *
   * @param passwordHash as {@link PasswordHasher} wrote it; empty where there is none yet
   * @param version another one after each change: sessions and login tokens of an earlier one are
   *     void
   * @param enabled whether the user may use the server
   * @param places from where the user has logged in, in the form of {@link LoginThrottle#network}
   */
  public record Proof(String passwordHash, long version, boolean enabled, Set<String> places) {

    public Proof {
      places = Set.copyOf(places);
    }

    /** Whether there is a password. */
    public boolean hasPassword() {
      return !passwordHash.isEmpty();
    }

    @Override
    public String toString() {
      return "Proof[version=" + version + "]";
    }
  }

  /** The same account of another person. */
  public Account with(Person other) {
    return new Account(username, other, authorities, licence, proof);
  }

  /** The same account with another licence. */
  public Account with(Licence other) {
    return new Account(username, person, authorities, other, proof);
  }

  /** The user as requests see it. */
  public Caller caller() {
    return new Caller(username, authorities, licence);
  }

  /** The response of {@code /services/profile}. */
  public Map<String, Object> profile(List<String> groups) {
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("username", username);
    profile.put("fullName", person.fullName());
    profile.put("email", person.email());
    profile.put("locale", person.locale());
    profile.put("authorities", authorities.stream().sorted().toList());
    profile.put("userZone", "/Users/" + username);
    profile.put("groups", groups);
    profile.put("licence", licence.text());
    return profile;
  }
}
