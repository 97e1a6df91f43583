package dev.carillon.server.accounts.user;

import dev.carillon.server.accounts.login.Account.Person;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Problem;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A user who is to be made.
 *
 * @param username 1 to 100 characters that may stand in a folder's name
 * @param password 10 to 1000 characters; empty where the user is to choose it by a link
 * @param authorities such as {@code ROLE_SUPERUSER}
 */
public record NewUser(
    String username, String password, Person person, Set<String> authorities, Licence licence) {

  /** The capability that opens everything. */
  public static final String SUPER_USER = "ROLE_SUPERUSER";

  /** The capability that all users have. */
  public static final String USER = "ROLE_USER";

  private static final int USERNAME_MAX = 100;
  private static final int PASSWORD_MIN = 10;
  private static final int PASSWORD_MAX = 1_000;
  private static final Pattern FORBIDDEN = Pattern.compile("[\\\\/:*?\"<>|#;,\\p{Cntrl}]");

  /**
   * A user who may be made.
   *
   * @throws Problem 400 where the name or the password is not allowed; it never repeats the
   *     password
   */
  public NewUser {
    checkUsername(username);
    if (!password.isEmpty()) {
      checkPassword(password);
    }
    authorities = Set.copyOf(authorities);
  }

  /** The first user of a server: a super user with a Pro licence. */
  public static NewUser first(String username, String password) {
    checkPassword(password);
    return new NewUser(
        username,
        password,
        new Person(username, "", "en_US"),
        Set.of(SUPER_USER, USER),
        Licence.PRO);
  }

  private static void checkUsername(String username) {
    boolean padded = !username.equals(username.strip());
    boolean dots = username.equals(".") || username.equals("..");
    if (username.isEmpty()) {
      throw Problem.missing("username");
    }
    if (username.length() > USERNAME_MAX || padded || dots || FORBIDDEN.matcher(username).find()) {
      throw Problem.badField(
          "username",
          username,
          "at most "
              + USERNAME_MAX
              + " characters, without \\ / : * ? \" < > | # ; , and spaces around it");
    }
  }

  static void checkPassword(String password) {
    checkPassword(password, "password");
  }

  static void checkPassword(String password, String field) {
    if (password.length() < PASSWORD_MIN || password.length() > PASSWORD_MAX) {
      throw Problem.badRequest(
          "'%s' must have at least %s characters and at most %s; it has %s"
              .formatted(field, PASSWORD_MIN, PASSWORD_MAX, password.length()));
    }
  }

  /** The capabilities of a user. */
  static Set<String> authorities(boolean superUser) {
    return superUser ? Set.of(SUPER_USER, USER) : Set.of(USER);
  }

  @Override
  public String toString() {
    return "NewUser[username=" + username + "]";
  }
}
