package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.header.Cookies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The calls that log in and out, and those that ask whether the server runs. */
public record LoginApi(
    Accounts accounts,
    CredentialCheck logIn,
    Sessions sessions,
    LoginTokens tokens,
    LongLivedTokens apiTokens) {

  /** The version that clients of the Assets API get. */
  public static final String SERVER_VERSION = "6.113.0";

  static final String COOKIE = "authToken";

  /** What our own pages call themselves in {@code clientType}. */
  private static final String CONSOLE = "console";

  private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict";
  private static final String SECURE = "; Secure";

  private static final String REFUSED = "The user name or the password is wrong";

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .service("/services/login", Effect.READS, RouteAccess.ANYONE, this::login)
        .service("/services/apilogin", Effect.READS, RouteAccess.ANYONE, this::apiLogin)
        .service("/services/logout", Effect.READS, RouteAccess.ANYONE, this::logout)
        .service("/services/profile", Effect.READS, RouteAccess.USER, this::profile)
        .service("/services/ping", Effect.READS, RouteAccess.ANYONE, call -> ping())
        .on(Set.of("GET", "POST"), "/alive.txt", Effect.READS, RouteAccess.ANYONE, call -> alive());
  }

  private Response login(Call call) {
    return switch (attempt(call)) {
      case CredentialCheck.Accepted(Account account) -> session(account, call);
      case CredentialCheck.Refused() -> failed(REFUSED);
      case CredentialCheck.Throttled throttled -> failed(throttledMessage(throttled));
    };
  }

  private Response apiLogin(Call call) {
    return switch (attempt(call)) {
      case CredentialCheck.Accepted(Account account) -> {
        Map<String, Object> body = succeeded();
        String client = call.params().text("clientId").orElse("");
        LoginTokens.Issued issued =
            tokens.issue(account, client.substring(0, Math.min(client.length(), 100)));
        body.put(COOKIE, issued.token());
        body.put("csrfToken", issued.csrfToken());
        addProfile(body, account, call);
        yield Response.json(body);
      }
      case CredentialCheck.Refused() -> failed(REFUSED);
      case CredentialCheck.Throttled throttled -> failed(throttledMessage(throttled));
    };
  }

  private CredentialCheck.Outcome attempt(Call call) {
    if (call.foreign()) {
      throw Problem.forbidden("A page of another site may not log a user in");
    }
    Optional<UserPassword> claim = claim(call);
    CredentialCheck.Outcome outcome =
        claim.isEmpty() ? new CredentialCheck.Refused() : logIn.attempt(claim.get(), client(call));
    if (outcome instanceof CredentialCheck.Accepted(Account account)) {
      AuditNote.current().change().by(account.username()).about("user", account.username(), "");
    } else {
      AuditNote.current().refused();
    }
    return outcome;
  }

  private CredentialCheck.Client client(Call call) {
    return new CredentialCheck.Client(call.remoteAddress(), sessions.proven(call));
  }

  private static Optional<UserPassword> claim(Call call) {
    Optional<String> username = call.params().text("username");
    if (username.isEmpty()) {
      return call.params().text("cred").flatMap(UserPassword::decoded);
    }
    return Optional.of(new UserPassword(username.get(), call.params().raw("password").orElse("")));
  }

  private Response session(Account account, Call call) {
    cookies(call).forEach(sessions::close);
    Sessions.Tokens opened = sessions.open(account, Sessions.Client.of(call));
    Map<String, Object> body = succeeded();
    body.put("csrfToken", opened.csrfToken());
    addProfile(body, account, call);
    boolean own = call.secure() && call.params().text("clientType").orElse("").equals(CONSOLE);
    return new Response.Json(
        200, body, own ? ownCookie(opened.authToken()) : setCookie(opened.authToken(), call));
  }

  private static Map<String, Object> succeeded() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("loginSuccess", true);
    body.put("serverVersion", SERVER_VERSION);
    return body;
  }

  private void addProfile(Map<String, Object> body, Account account, Call call) {
    if (call.params().flag("returnProfile", false)) {
      body.put("userProfile", profile(account));
    }
  }

  private static Response failed(String message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("loginSuccess", false);
    body.put("loginFaultMessage", message);
    return Response.json(body);
  }

  static String throttledMessage(CredentialCheck.Throttled throttled) {
    return "Too many failed logins; retry in " + throttled.seconds() + " s";
  }

  private Response logout(Call call) {
    if (call.foreign()) {
      throw Problem.forbidden("A page of another site may not log a user out");
    }
    call.knownCaller()
        .map(Caller::username)
        .ifPresent(name -> AuditNote.current().change().by(name).about("user", name, ""));
    List<String> proofs = new ArrayList<>(cookies(call));
    call.header("Authorization")
        .flatMap(header -> LoginAuthenticator.scheme("Bearer", header))
        .ifPresent(proofs::add);
    proofs.forEach(sessions::close);
    proofs.forEach(proof -> tokens.read(proof).ifPresent(tokens::revoke));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("logoutSuccess", true);
    if (call.identity() instanceof Identity.Token token && apiTokens.loggedOut(token.id())) {
      body.put("tokenRevoked", true);
    }
    return new Response.Json(200, body, setCookie("; Max-Age=0", call));
  }

  /** Whatever may be one of ours, of either name. */
  private static List<String> cookies(Call call) {
    String header = call.header("Cookie").orElse("");
    return Sessions.possible(
        Stream.concat(
            Cookies.ownValues(header, COOKIE).stream(), Cookies.values(header, COOKIE).stream()));
  }

  /** As clients know it; our pages' own cookie would win over it, and goes. */
  private static Map<String, String> setCookie(String value, Call call) {
    String plain = COOKIE + "=" + value + ATTRIBUTES;
    return Map.of(
        "Set-Cookie",
        call.secure()
            ? plain + SECURE + "\n" + Cookies.ownName(COOKIE) + "=; Max-Age=0" + ATTRIBUTES + SECURE
            : plain);
  }

  /** For our own pages over TLS: no other page in the same domain can set it. */
  private static Map<String, String> ownCookie(String value) {
    return Map.of(
        "Set-Cookie",
        (Cookies.ownName(COOKIE) + "=" + value + ATTRIBUTES + SECURE)
            + ("\n" + COOKIE + "=; Max-Age=0" + ATTRIBUTES + SECURE));
  }

  private Response profile(Call call) {
    return accounts
        .find(call.caller().username())
        .map(account -> Response.json(profile(account)))
        .orElseThrow(Problem::notLoggedIn);
  }

  private Map<String, Object> profile(Account account) {
    return account.profile(
        accounts.memberships(account.username()).stream().map(Accounts.Membership::name).toList());
  }

  private static Response ping() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("state", "running");
    body.put("version", SERVER_VERSION);
    body.put("available", true);
    body.put("server", "Carillon");
    return Response.json(body);
  }

  private static Response alive() {
    return new Response.Text(200, "text/plain;charset=UTF-8", "alive", Map.of());
  }
}
