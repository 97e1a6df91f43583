package dev.carillon.server.accounts.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.access.PasswordProof;
import dev.carillon.server.platform.http.request.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a caller may give a token, and what must be proved for it.
 *
 * @param proof asked for the password of who makes one by a session or the token of a login
 */
public record TokenRules(ApiTokens tokens, PasswordProof proof) {

  /**
   * The scopes that a body asks for.
   *
   * @throws Problem 400 where there are none, or there is none of a name
   */
  static Set<TokenScope> scopes(JsonFields body) {
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

  /**
   * A token makes none that is good for more, or for longer, than itself.
   *
   * @param goodFor zero = for ever
   * @throws Problem 403 where it would
   */
  void checkGiven(Identity by, Set<TokenScope> scopes, Duration goodFor, String consumer) {
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

  /**
   * Each scope allows something to the user.
   *
   * @throws Problem 403 where one does not
   */
  static void checkUseful(Caller user, Set<TokenScope> scopes) {
    for (TokenScope scope : scopes) {
      if (!scope.least().allows(user)) {
        throw Problem.forbidden(
            "The scope '"
                + scope.text()
                + "' allows nothing to '"
                + user.username()
                + "', who is no super user with a Pro or API licence; leave it out");
      }
    }
  }

  /**
   * Who came by a session or the token of a login would else keep it for ever as another token.
   *
   * @throws Problem 400 without the password, 403 with another one, 429 after too many
   */
  void prove(Call call, JsonFields body) {
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
}
