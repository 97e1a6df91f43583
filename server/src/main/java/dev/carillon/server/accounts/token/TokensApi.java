package dev.carillon.server.accounts.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.token.ApiToken.Place;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.access.PasswordProof;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/tokens}: the caller's own, and for super users those of others.
 *
 * @param proof asked for the password of who makes one by a session or the token of a login
 */
public record TokensApi(ApiTokens tokens, Accounts accounts, PasswordProof proof) {

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
    return Paging.page(page, limit, TokensApi::json, last -> text(last.place()));
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
    Set<TokenScope> scopes = scopes(body);
    // null and absent alike: it does not expire
    Duration goodFor = Duration.ofDays(body.number("expiresInDays", 0));
    String consumer = consumer(body, scopes);
    checkGiven(call.identity(), scopes, goodFor, consumer);
    prove(call, body);
    ApiTokens.Made made = tokens.make(call.caller().username(), name, scopes, goodFor, consumer);
    note(made.token()).changed(Map.of(), settings(made.token()));
    ObjectNode response = json(made.token()).put("token", made.text().text());
    return new Response.Json(201, response, Map.of("Location", ALL + "/" + made.token().id()));
  }

  private static Set<TokenScope> scopes(JsonFields body) {
    String allowed =
        "a list of one or more of "
            + Arrays.stream(TokenScope.values())
                .map(TokenScope::text)
                .collect(Collectors.joining(", "));
    Set<TokenScope> scopes = EnumSet.noneOf(TokenScope.class);
    for (JsonNode each : body.any("scopes")) {
      scopes.add(TokenScope.named(each.asText()).orElseThrow(() -> body.wrong("scopes", allowed)));
    }
    if (scopes.isEmpty()) {
      throw body.wrong("scopes", allowed);
    }
    return scopes;
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

  /** A token makes none that is good for more, or for longer, than itself. */
  private void checkGiven(Identity by, Set<TokenScope> scopes, Duration goodFor, String consumer) {
    if (by instanceof Identity.Token token) {
      if (!token.consumer().isEmpty() && !token.consumer().equals(consumer)) {
        throw Problem.forbidden(
            "An API token for one consumer cannot create a token for another one: send"
                + " 'consumer': '"
                + token.consumer()
                + "'");
      }
      Instant end = tokens.get(token.id()).life().expires();
      if (!tokens.endsBy(end, goodFor)) {
        throw Problem.forbidden(
            "An API token cannot create a token that is valid for longer than itself, until "
                + end
                + "; use fewer 'expiresInDays'");
      }
      scopes.stream()
          .filter(scope -> !token.may(scope))
          .findFirst()
          .ifPresent(
              scope -> {
                throw Problem.forbidden(
                    "An API token cannot create a token with the scope '"
                        + scope.text()
                        + "', which it does not have itself");
              });
    }
  }

  /** Who came by a session or the token of a login would else keep it for ever as another token. */
  private void prove(Call call, JsonFields body) {
    if (!call.identity().borrowed()) {
      return;
    }
    String password =
        body.text("password")
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "'password' is missing: to create an API token, a user who is logged in"
                            + " must also send the password"));
    proof.check(call, password);
  }

  private Response revoke(Call call) {
    ApiToken token = tokens.get(call.variable("id"));
    Caller caller = call.caller();
    if (!caller.superUser() && !token.username().equals(caller.username())) {
      throw Problem.notFound("API token", token.id());
    }
    tokens.revoke(token);
    note(token).changed(settings(token), Map.of());
    return Response.noContent();
  }

  private static AuditNote note(ApiToken token) {
    return AuditNote.current().about("token", token.id(), token.name());
  }

  private static Map<String, Object> settings(ApiToken token) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", token.name());
    settings.put("username", token.username());
    settings.put("scopes", token.scopes().stream().map(TokenScope::text).toList());
    if (!token.consumer().isEmpty()) {
      settings.put("consumer", token.consumer());
    }
    String end = end(token.life().expires());
    if (end != null) {
      settings.put("expiresAt", end);
    }
    return settings;
  }

  private static ObjectNode json(ApiToken token) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", token.id()).put("name", token.name()).put("username", token.username());
    ArrayNode scopes = json.putArray("scopes");
    token.scopes().forEach(scope -> scopes.add(scope.text()));
    if (!token.consumer().isEmpty()) {
      json.put("consumer", token.consumer());
    }
    json.put("prefix", token.prefix());
    json.put("createdAt", token.life().created().toString());
    json.put("expiresAt", end(token.life().expires()));
    json.put("lastUsedAt", token.use().ever().map(use -> use.at().toString()).orElse(null));
    json.put("lastUsedFrom", token.use().ever().map(ApiToken.Use::from).orElse(null));
    json.put("revokedAt", end(token.life().revoked()));
    return json;
  }

  private static @Nullable String end(Instant at) {
    return at.equals(Instant.MAX) ? null : at.toString();
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
