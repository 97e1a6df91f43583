package dev.carillon.server.attacks;

import dev.carillon.server.platform.http.TokenScope;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
  FORGED("admin", "pro"),
  /** A super user's API token, and so on: one for each scope. */
  TOKEN_ASSETS_READ("admin", "pro", "assets:read"),
  TOKEN_ASSETS_WRITE("admin", "pro", "assets:write"),
  TOKEN_WEBHOOKS_READ("admin", "pro", "webhooks:read"),
  TOKEN_WEBHOOKS_WRITE("admin", "pro", "webhooks:write"),
  TOKEN_ADMIN_READ("admin", "pro", "admin:read"),
  TOKEN_ADMIN_WRITE("admin", "pro", "admin:write"),
  TOKEN_EVENTS_CONSUME("admin", "pro", "events:consume"),
  TOKEN_EVENTS_WRITE("admin", "pro", "events:write"),
  /** An API token with all scopes, of a user without rights of an administrator. */
  TOKEN_USER("tom", "pro", AllScopes.TEXTS),
  /** A super user's API token with all scopes, until it was revoked. */
  TOKEN_REVOKED("admin", "pro", AllScopes.TEXTS),
  /** The same, until its days were over. */
  TOKEN_EXPIRED("admin", "pro", AllScopes.TEXTS),
  /** The token, the session and the API token of a super user who was disabled after that. */
  DISABLED_TOKEN("dora", "pro"),
  DISABLED_SESSION("dora", "pro"),
  DISABLED_API_TOKEN("dora", "pro", AllScopes.TEXTS);

  /** The constants above cannot name what is declared after them in this type itself. */
  private static final class AllScopes {
    private static final String[] TEXTS =
        Arrays.stream(TokenScope.values()).map(TokenScope::text).toArray(String[]::new);
  }

  private static final Set<Visitor> PLAIN = EnumSet.of(ANONYMOUS, USER, USER_PRO, TOKEN_USER);
  private static final Set<Visitor> ONCE =
      EnumSet.of(EXPIRED, FORGED, DISABLED_TOKEN, DISABLED_SESSION);

  private final String username;
  private final String licence;
  private final String scopes;

  Visitor(String username, String licence, String... scopes) {
    this.username = username;
    this.licence = licence;
    this.scopes = String.join(",", scopes);
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

  /** What the API token is good for; empty where it is another proof. */
  public List<String> scopes() {
    return scopes.isEmpty() ? List.of() : List.of(scopes.split(","));
  }

  /** Whether that user has the super-user capability. */
  public boolean superUser() {
    return !PLAIN.contains(this);
  }

  /** Whether the proof is made once, before the attacks, and logging out does not end it. */
  boolean lasting() {
    return !scopes.isEmpty() || ONCE.contains(this);
  }
}
