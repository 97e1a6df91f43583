package dev.carillon.server.platform.http;

import dev.carillon.server.platform.http.Caller.Licence;
import java.util.Locale;

/**
 * Who may call a route: each constant names the least role and licence. {@code access.AccessCheck}
 * goes by this table, and {@code /api/roles} shows it. Permissions in folders ({@code
 * assets.folder}) and scopes of API tokens ({@link TokenScope}) come on top of it.
 */
public enum RouteAccess {
  /** Any caller, without a login too. */
  ANYONE(
      "Log in, check whether the server runs, open what was shared by a link",
      UserRole.ANONYMOUS,
      Licence.BASIC),

  /** Users who are logged in. */
  USER(
      "Work with assets and folders, as far as folder permissions allow; see and"
          + " change their own account, sessions and API tokens",
      UserRole.USER,
      Licence.BASIC),

  /** Users with the super-user capability. */
  SUPER_USER(
      "Administer users and their sessions, groups, folder permissions, API tokens of others",
      UserRole.SUPER_USER,
      Licence.BASIC),

  /** Users with the super-user capability and a Pro or API licence. */
  SERVER_ADMIN(
      "Administer webhooks, deliveries, events, jobs, cluster properties, system health",
      UserRole.SUPER_USER,
      Licence.API);

  private final String says;
  private final UserRole least;
  private final Licence poorest;

  /**
   * A row.
   *
   * @param least the least role that may
   * @param poorest the least licence that may
   */
  RouteAccess(String says, UserRole least, Licence poorest) {
    this.says = says;
    this.least = least;
    this.poorest = poorest;
  }

  /** What callers may do with it, in words. */
  public String says() {
    return says;
  }

  /** Whether this role may. */
  public boolean allows(UserRole role) {
    return role.compareTo(least) >= 0;
  }

  /** Whether this licence may, if the role may. */
  public boolean allows(Licence licence) {
    return licence.compareTo(poorest) <= 0;
  }

  /** Whether this user may. */
  public boolean allows(Caller caller) {
    return allows(caller.role()) && allows(caller.licence());
  }

  /** The name that is shown, such as {@code server-admin}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
