package dev.carillon.server.platform.http.access;

import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.UserRole;

/**
 * Decides whether a request may pass: the role and licence that its route needs ({@link
 * RouteAccess}), the scope that it needs of an API token ({@link RequiredScope}), and what a
 * browser's cookie does not prove. Permissions in folders are checked where assets are.
 *
 * @param route the route of the request
 * @param method its HTTP method
 * @param csrfToken the {@code X-CSRF-TOKEN} header, empty if there is none
 * @param origin which page sent this, if a browser did
 */
public record AccessCheck(Route route, String method, String csrfToken, BrowserOrigin origin) {

  /**
   * Lets the request pass.
   *
   * @throws Problem 401 or 403, where it may not
   */
  public void check(Identity identity) {
    switch (identity) {
      case Identity.Nobody() -> {
        if (!route.access().allows(UserRole.ANONYMOUS)) {
          throw Problem.notLoggedIn();
        }
      }
      case Identity.LogIn(Caller caller) -> checkRoleAndLicence(caller);
      case Identity.Program(Caller caller) -> checkRoleAndLicence(caller);
      case Identity.Basic(Caller caller) -> {
        checkOrigin();
        checkRoleAndLicence(caller);
      }
      case Identity.Token token -> {
        RequiredScope.check(route, token);
        checkRoleAndLicence(token.caller());
      }
      case Identity.Session session -> {
        if (session.sent() != Identity.Sent.BEARER) {
          checkOrigin();
          checkForgery(session);
        }
        checkRoleAndLicence(session.caller());
      }
    }
  }

  private void checkOrigin() {
    if (changes() && origin.foreign()) {
      throw Problem.forbidden("A page of another site may not make changes on this server");
    }
  }

  private void checkForgery(Identity.Session session) {
    if (!changes()) {
      return;
    }
    if (method.equals("GET") || method.equals("HEAD")) {
      throw Problem.forbidden(
          "In a session, this request must be a POST; GET is only for callers with a Bearer token");
    }
    boolean program = session.sent() == Identity.Sent.PROGRAM_COOKIE && !origin.browser();
    if (!program && !session.provenBy(csrfToken)) {
      throw Problem.forbidden(
          csrfToken.isEmpty()
              ? "The header X-CSRF-TOKEN is missing"
              : "The header X-CSRF-TOKEN is not this session's token");
    }
  }

  private void checkRoleAndLicence(Caller caller) {
    if (!route.access().allows(caller.role())) {
      throw Problem.forbidden(
          "This needs the super-user capability (ROLE_SUPERUSER), which '"
              + caller.username()
              + "' does not have");
    }
    if (!route.access().allows(caller.licence())) {
      throw Problem.forbidden(
          "This needs a Pro or API licence; '%s' has a %s licence"
              .formatted(caller.username(), caller.licence().text()));
    }
  }

  private boolean changes() {
    return route.effect() == Effect.CHANGES;
  }
}
