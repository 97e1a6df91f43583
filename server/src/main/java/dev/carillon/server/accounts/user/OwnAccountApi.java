package dev.carillon.server.accounts.user;

import dev.carillon.server.accounts.login.CredentialCheck;
import dev.carillon.server.accounts.login.Sessions;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;

/** {@code /api/me}: what each user may see and change about the own account. */
public record OwnAccountApi(
    Users users, UserChanges changes, CredentialCheck logIn, Sessions sessions, UserJson json) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/me", RouteAccess.USER)
        .get("", call -> Response.json(json.of(me(call))))
        .put("", this::update)
        .put("/password", this::changePassword)
        .get("/sessions", this::sessions)
        .delete("/sessions", this::endOthers)
        .delete("/sessions/{id}", this::end);
  }

  private User me(Call call) {
    return users.get(call.caller().username());
  }

  private Response update(Call call) {
    UserReader fields = UserReader.of(call);
    return Response.json(json.of(changes.update(call.caller().username(), fields::described)));
  }

  private Response changePassword(Call call) {
    JsonFields body = JsonFields.of(call);
    String current = body.required("currentPassword");
    String wanted = body.required("newPassword");
    boolean all = body.flag("revokeTokens", false);
    NewUser.checkPassword(wanted, "newPassword");
    logIn.proveAgain(call, current, sessions.proven(call));
    changes.password(call.caller().username(), users.hashed(wanted), all);
    sessions.changed(me(call).account(), call.identity());
    return Response.noContent();
  }

  private Response sessions(Call call) {
    return Response.json(UserJson.sessions(sessions.of(me(call).account()), call.identity()));
  }

  private Response endOthers(Call call) {
    User me = me(call);
    users.endLogIns(me.username());
    sessions.changed(users.get(me.username()).account(), call.identity());
    return Response.noContent();
  }

  private Response end(Call call) {
    if (!sessions.end(me(call).username(), call.variable("id"))) {
      throw Problem.notFound("session", call.variable("id"));
    }
    return Response.noContent();
  }
}
