package dev.carillon.server.accounts.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.digest.Hmac;
import dev.carillon.server.platform.http.Problem;
import java.security.MessageDigest;
import java.util.Map;

/**
 * How a server without users gets its first, a super user: by a secret link that works once, or,
 * for scripts, from the environment.
 */
public final class FirstUserSetup {

  private final Users users;
  private final String token;

  /**
   * A link that only those with this key can make.
   *
   * @param key the same on all nodes, so that any of them knows the link that another one printed
   */
  public FirstUserSetup(Users users, TokenKey key) {
    this.users = users;
    token = new Hmac(key.bytes()).hex("set-up link\n");
  }

  /**
   * Makes the first user, if there is none yet and both variables are set.
   *
   * @throws Problem where name or password are not allowed
   */
  public void fromEnvironment() {
    Map<String, String> environment = System.getenv();
    String username = environment.getOrDefault("CARILLON_ADMIN_USERNAME", "");
    String password = environment.getOrDefault("CARILLON_ADMIN_PASSWORD", "");
    if (!username.isEmpty() && !password.isEmpty() && !done()) {
      users.createFirst(username, password);
    }
  }

  /** The link's path and query, to be printed where only the administrator sees it. */
  public String link() {
    return "/setup?token=" + token;
  }

  /** Whether there are users already, so that the link does nothing any more. */
  public boolean done() {
    return users.any();
  }

  /**
   * Makes the first user.
   *
   * @throws Problem 400 where the name or password is not allowed, 403 where the token is another,
   *     409 where there are users already
   */
  public void complete(String claimed, String username, String password) {
    if (!knows(claimed)) {
      throw Problem.forbidden(
          "The set-up link is not valid. When the server starts, it prints the link,"
              + " or the name of the file that holds it");
    }
    if (done() || !users.createFirst(username, password)) {
      throw Problem.conflict("The server is already set up; log in");
    }
  }

  /** Whether this is the link's token. */
  boolean knows(String claimed) {
    return MessageDigest.isEqual(token.getBytes(UTF_8), claimed.getBytes(UTF_8));
  }
}
