package dev.carillon.server.platform.http;

import dev.carillon.server.platform.http.Caller.Licence;
import java.util.Locale;

/**
 * Who may call a route: each constant is a right, and a row of the table of roles and licences.
 * {@link AccessRules} goes by this table, and {@code /api/roles} shows it.
 */
public enum RouteAccess {
  /** Anybody. */
  ANYONE(
      "Log in, check whether the server runs, open what was shared by a link",
      Role.ANONYMOUS,
      Licence.BASIC),

  /** Whoever is logged in. */
  USER(
      "Work with assets and folders, as far as folder permissions allow; see and"
          + " change the own account, sessions and API tokens",
      Role.USER,
      Licence.BASIC),

  /** Users with the super-user capability. */
  SUPER_USER(
      "Administer users and their sessions, groups, rights at folders, API tokens of others",
      Role.SUPER_USER,
      Licence.BASIC),

  /** Users with the super-user capability and a Pro or API licence. */
  WEBHOOK_ADMIN(
      "Administer webhooks, deliveries, events, jobs, cluster properties, system health",
      Role.SUPER_USER,
      Licence.API);

  private final String says;
  private final Role least;
  private final Licence poorest;

  /**
   * A row.
   *
   * @param least who may at least: who is more may as well
   * @param poorest with which licence at least: a richer one will do as well
   */
  RouteAccess(String says, Role least, Licence poorest) {
    this.says = says;
    this.least = least;
    this.poorest = poorest;
  }

  /** What it lets somebody do, for people. */
  public String says() {
    return says;
  }

  /** Whether those who are this may. */
  public boolean allows(Role role) {
    return role.compareTo(least) >= 0;
  }

  /** Whether those who have this licence may, where their role allows it. */
  public boolean allows(Licence licence) {
    return licence.compareTo(poorest) <= 0;
  }

  /** Whether this user may. */
  public boolean allows(Caller caller) {
    return allows(caller.role()) && allows(caller.licence());
  }

  /** The name that is shown, such as {@code webhook-admin}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
