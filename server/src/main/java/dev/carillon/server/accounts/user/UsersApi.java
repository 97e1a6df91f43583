package dev.carillon.server.accounts.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.Sessions;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.Paging;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;

/** {@code /api/users}: for super users. */
public record UsersApi(
    Users users, UserChanges changes, PasswordLinks links, Sessions sessions, UserJson json) {

  private static final String ALL = "/api/users";

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group(ALL, RouteAccess.SUPER_USER)
        .get("", this::list)
        .post("", this::create)
        .get("/{username}", call -> Response.json(json.of(found(call))))
        .put("/{username}", this::update)
        .delete("/{username}", this::remove)
        .post("/{username}/password-link", this::passwordLink)
        .post("/{username}/log-out", this::logOut)
        .get("/{username}/sessions", this::sessions);
  }

  private Response list(Call call) {
    Params params = call.params();
    int limit = Paging.limit(params);
    List<User> page = users.page(Paging.key(params), params.text("text").orElse(""), limit + 1);
    return Paging.page(page, limit, json::of, last -> Paging.behind(Accounts.key(last.username())));
  }

  private Response create(Call call) {
    NewUser user = UserReader.of(call).newUser();
    users.create(user);
    User made = users.get(user.username());
    UserJson.note(made.username(), Map.of(), UserJson.settings(made.account()));
    ObjectNode body = json.of(made);
    if (user.password().isEmpty()) {
      PasswordLinks.Link link = links.make(made);
      body.put("passwordLink", call.baseUrl() + link.path());
      body.put("passwordLinkValidUntil", link.validUntil().toString());
    }
    String place = ALL + "/" + URLEncoder.encode(made.username(), UTF_8).replace("+", "%20");
    return new Response.Json(201, body, Map.of("Location", place));
  }

  private User found(Call call) {
    return users.get(call.variable("username"));
  }

  private Response update(Call call) {
    UserReader fields = UserReader.of(call);
    return Response.json(json.of(changes.update(call.variable("username"), fields::changed)));
  }

  private Response remove(Call call) {
    changes.remove(call.variable("username"));
    return Response.noContent();
  }

  private Response passwordLink(Call call) {
    PasswordLinks.Link link = links.make(found(call));
    return Response.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("passwordLink", call.baseUrl() + link.path())
            .put("validUntil", link.validUntil().toString()));
  }

  private Response logOut(Call call) {
    User user = found(call);
    users.endLogIns(user.username());
    // not even the caller's own session goes on
    sessions.changed(users.get(user.username()).account(), new Identity.Nobody());
    return Response.noContent();
  }

  private Response sessions(Call call) {
    return Response.json(UserJson.sessions(sessions.of(found(call).account()), call.identity()));
  }
}
