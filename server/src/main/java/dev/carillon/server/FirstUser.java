package dev.carillon.server;

import dev.carillon.server.user.Users;
import java.util.Map;

/** Makes the first super user from the environment, for scripts. */
final class FirstUser {

  private FirstUser() {}

  /**
   * Makes it, where there is no user yet and both variables are set.
   *
   * @throws dev.carillon.server.http.Problem where name or password are not allowed
   */
  static void create(Users users) {
    Map<String, String> environment = System.getenv();
    String username = environment.getOrDefault("CARILLON_ADMIN_USERNAME", "");
    String password = environment.getOrDefault("CARILLON_ADMIN_PASSWORD", "");
    if (!username.isEmpty() && !password.isEmpty() && !users.any()) {
      users.createFirst(username, password);
    }
  }
}
