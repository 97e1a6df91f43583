package dev.carillon.server.accounts.user;

import java.util.Map;

/** Makes the first super user from the environment, for scripts. */
public final class FirstUser {

  private FirstUser() {}

  /**
   * Makes it, where there is no user yet and both variables are set.
   *
   * @throws dev.carillon.server.platform.http.Problem where name or password are not allowed
   */
  public static void create(Users users) {
    Map<String, String> environment = System.getenv();
    String username = environment.getOrDefault("CARILLON_ADMIN_USERNAME", "");
    String password = environment.getOrDefault("CARILLON_ADMIN_PASSWORD", "");
    if (!username.isEmpty() && !password.isEmpty() && !users.any()) {
      users.createFirst(username, password);
    }
  }
}
