package dev.carillon.server.platform.http;

import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.Routes.Route;
import java.util.Optional;

/**
 * Who may do what, and what a browser's cookie does not prove.
 *
 * @param route what was asked for
 * @param method by which method
 * @param csrfToken the {@code X-CSRF-TOKEN} header, empty if there is none
 * @param site which page sent this, as far as a browser says so
 */
public record AccessRules(Route route, String method, String csrfToken, RequestSite site) {

  /**
   * Lets the request pass.
   *
   * @throws Problem 401 or 403, where it may not
   */
  public void check(Identity identity) {
    switch (identity) {
      case Identity.Nobody() -> {
        if (!route.access().allows(Role.ANONYMOUS)) {
          throw Problem.notLoggedIn();
        }
      }
      case Identity.LogIn(Caller caller) -> checkRights(caller);
      case Identity.Program(Caller caller) -> checkRights(caller);
      case Identity.Basic(Caller caller) -> {
        checkSite();
        checkRights(caller);
      }
      case Identity.Token token -> {
        checkScope(token);
        checkRights(token.caller());
      }
      case Identity.Session session -> {
        if (session.sent() != Identity.Sent.BEARER) {
          checkSite();
          checkForgery(session);
        }
        checkRights(session.caller());
      }
    }
  }

  private void checkSite() {
    if (changes() && site.foreign()) {
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
    boolean program = session.sent() == Identity.Sent.PROGRAM_COOKIE && !site.browser();
    if (!program && !session.provenBy(csrfToken)) {
      throw Problem.forbidden(
          csrfToken.isEmpty()
              ? "The header X-CSRF-TOKEN is missing"
              : "The header X-CSRF-TOKEN is not this session's token");
    }
  }

  private void checkScope(Identity.Token token) {
    Optional<Scope> needed = route.scope();
    if (needed.isPresent() && !token.may(needed.get())) {
      throw Problem.forbidden(
          "This needs a token with the scope '"
              + needed.get().text()
              + "', which this token does not have");
    }
  }

  private void checkRights(Caller caller) {
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
