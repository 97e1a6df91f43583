package dev.carillon.server.accounts.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.token.ApiToken.Place;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code /api/tokens}: the caller's own, and for super users those of others.
 *
 * @param rules what a caller may give a token
 */
public record TokensApi(ApiTokens tokens, Accounts accounts, TokenRules rules) {

  private static final String ALL = "/api/tokens";
  private static final String ALL_USERS = "*";
  private static final int NAME_MAX = 100;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group(ALL, RouteAccess.USER)
        .get("", this::list)
        .post("", this::create)
        .delete("/{id}", this::revoke);
  }

  private Response list(Call call) {
    Params params = call.params();
    int limit = Paging.limit(params);
    Place after = params.text("cursor").map(TokensApi::place).orElse(Place.NEWEST);
    String user = user(call);
    List<ApiToken> page =
        user.equals(ALL_USERS)
            ? tokens.page(after, limit + 1)
            : tokens.page(user, after, limit + 1);
    return Paging.page(page, limit, TokenJson::of, last -> text(last.place()));
  }

  private String user(Call call) {
    String own = call.caller().username();
    String user = call.params().text("user").orElse(own);
    if (!call.caller().superUser() && !user.equalsIgnoreCase(own)) {
      throw Problem.forbidden("Only super users may see the API tokens of other users");
    }
    return user.equals(ALL_USERS) ? user : accounts.registered(user);
  }

  private Response create(Call call) {
    JsonFields body = JsonFields.of(call);
    String name = body.required("name").strip();
    if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
      throw body.wrong(
          "name", "1 to " + NAME_MAX + " characters, none of them a control character");
    }
    Set<TokenScope> scopes = TokenRules.scopes(body);
    // null and absent alike: it does not expire
    Duration goodFor = Duration.ofDays(body.number("expiresInDays", 0));
    String consumer = consumer(body, scopes);
    rules.checkGiven(call.identity(), scopes, goodFor, consumer);
    rules.prove(call, body);
    ApiTokens.Made made = tokens.make(call.caller().username(), name, scopes, goodFor, consumer);
    TokenJson.note(made.token()).changed(Map.of(), TokenJson.settings(made.token()));
    ObjectNode response = TokenJson.of(made);
    return new Response.Json(201, response, Map.of("Location", ALL + "/" + made.token().id()));
  }

  /** A limit to one consumer would limit nothing if another scope stood beside it. */
  private static String consumer(JsonFields body, Set<TokenScope> scopes) {
    String consumer = body.text("consumer").orElse("");
    if (!consumer.isEmpty() && !Ids.valid(consumer)) {
      throw body.wrong("consumer", "the id of a webhook with delivery \"pull\": 22 characters");
    }
    if (!consumer.isEmpty() && !scopes.equals(Set.of(TokenScope.EVENTS_CONSUME))) {
      throw body.wrong(
          "consumer", "no consumer, unless events:consume is the only scope of the token");
    }
    return consumer;
  }

  private Response revoke(Call call) {
    ApiToken token = tokens.get(call.variable("id"));
    Caller caller = call.caller();
    if (!caller.superUser() && !token.username().equals(caller.username())) {
      throw Problem.notFound("API token", token.id());
    }
    tokens.revoke(token);
    TokenJson.note(token).changed(TokenJson.settings(token), Map.of());
    return Response.noContent();
  }

  private static String text(Place place) {
    return "t" + place.created().toEpochMilli() + "." + place.id();
  }

  private static Place place(String cursor) {
    if (!cursor.matches("t[0-9]{1,15}\\..{22}")) {
      throw Paging.wrongCursor(cursor);
    }
    int dot = cursor.indexOf('.');
    return new Place(
        Instant.ofEpochMilli(Long.parseLong(cursor.substring(1, dot))), cursor.substring(dot + 1));
  }
}
