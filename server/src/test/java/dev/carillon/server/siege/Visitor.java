package dev.carillon.server.siege;

import java.util.Locale;

/** Who knocks, and with what proof. */
public enum Visitor {
  ANONYMOUS("", ""),
  /** A user without rights of an administrator; token. */
  USER("bob", "basic"),
  /** The same with the richest licence. */
  USER_PRO("eve", "pro"),
  SUPER_BASIC("sue", "basic"),
  SUPER_STANDARD("stan", "standard"),
  SUPER_API("ada", "api"),
  SUPER_PRO("admin", "pro"),
  /** A super user's user name and password with each call. */
  BASIC_AUTH("admin", "pro"),
  /** A super user's cookie and its CSRF token. */
  SESSION("admin", "pro"),
  /** A super user's cookie alone. */
  SESSION_BARE("admin", "pro"),
  /** A super user's token that was logged out. */
  REVOKED("admin", "pro"),
  /** A super user's token of yesterday. */
  EXPIRED("admin", "pro"),
  /** A token with a super user's name in it, signed by somebody else. */
  FORGED("admin", "pro");

  private final String username;
  private final String licence;

  Visitor(String username, String licence) {
    this.username = username;
    this.licence = licence;
  }

  /** The name as the tables have it. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whose proof it is; empty = nobody's. */
  public String username() {
    return username;
  }

  /** What that user may use. */
  public String licence() {
    return licence;
  }

  /** Whether that user has the super-user capability. */
  public boolean superUser() {
    return !username.isEmpty() && this != USER && this != USER_PRO;
  }
}
