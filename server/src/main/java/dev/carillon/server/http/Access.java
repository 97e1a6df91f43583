package dev.carillon.server.http;

import dev.carillon.server.http.Caller.Licence;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Who may call a route: each constant is a right, and a row of the table of roles and licences.
 * {@link AccessRules} goes by this table, and {@code /api/roles} shows it.
 */
public enum Access {
  /** Anybody. */
  ANYONE(
      "Log in, ask whether the server runs, open what was shared by a link",
      EnumSet.allOf(Role.class),
      EnumSet.allOf(Licence.class)),

  /** Whoever is logged in. */
  USER(
      "Work with assets and folders, as far as the rights at folders go; see and change the own"
          + " account, sessions and API tokens",
      EnumSet.of(Role.USER, Role.SUPER_USER),
      EnumSet.allOf(Licence.class)),

  /** Users with the super-user capability. */
  SUPER_USER(
      "Administer users and their sessions, groups, rights at folders, API tokens of others",
      EnumSet.of(Role.SUPER_USER),
      EnumSet.allOf(Licence.class)),

  /** Users with the super-user capability and a Pro or API licence. */
  WEBHOOK_ADMIN(
      "Administer webhooks, deliveries, events, jobs, cluster properties, system health",
      EnumSet.of(Role.SUPER_USER),
      EnumSet.of(Licence.PRO, Licence.API));

  private final String says;
  private final Set<Role> roles;
  private final Set<Licence> licences;

  Access(String says, Set<Role> roles, Set<Licence> licences) {
    this.says = says;
    this.roles = roles;
    this.licences = licences;
  }

  /** What it lets somebody do, for people. */
  public String says() {
    return says;
  }

  /** Whether those who are this may. */
  public boolean allows(Role role) {
    return roles.contains(role);
  }

  /** Whether those who have this licence may, where their role allows it. */
  public boolean allows(Licence licence) {
    return licences.contains(licence);
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
