package dev.carillon.server.accounts.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.security.MessageDigest;
import java.util.Map;

/** The set-up page, plain HTML without scripts, and the call behind it. */
public record SetupApi(FirstUserSetup setup) {

  private static final String FORM =
      """
      <h1>Welcome to Carillon</h1>
      <p>Make the first user: a super user, who may do everything.</p>
      {alert}
      <form method="post" action="/services/setup">
      <input type="hidden" name="token" value="{token}">
      <label for="username">User name</label>
      <input id="username" name="username" required maxlength="100" autocomplete="username">
      <label for="password">Password, at least 10 characters</label>
      <input id="password" name="password" type="password" required minlength="10"
        autocomplete="new-password">
      <button>Create the user</button>
      </form>
      """;

  private static final String DONE =
      """
      <h1>Carillon is set up</h1>
      <p>There is a user. This page is not needed any more.</p>
      <a class="button" href="/">Log in</a>
      <p>Or from a terminal; the response holds the token for all other requests:</p>
      <pre>curl {url}/services/apilogin -d username=… --data-urlencode password=…</pre>
      """;

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .group("", RouteAccess.ANYONE)
        .get("/setup", this::page)
        .post("/services/setup", this::complete);
  }

  private Response page(Call call) {
    String token = call.params().text("token").orElse("");
    if (setup.done()) {
      return donePage(410, call.baseUrl());
    }
    return setup.knows(token)
        ? formPage(200, token, "")
        : formPage(
            403,
            token,
            "This set-up link is not valid. Use the one that the server printed when it started.");
  }

  private Response complete(Call call) {
    if (call.foreign()) {
      throw Problem.forbidden("A page of another site may not set up this server");
    }
    String token = call.params().text("token").orElse("");
    return LoggedOutPage.sent(
        call,
        () ->
            setup.complete(
                token,
                call.params().required("username"),
                call.params().raw("password").orElse("")),
        () -> donePage(200, call.baseUrl()),
        problem -> formPage(problem.status(), token, problem.message()));
  }

  /** The form, with what was wrong the last time. */
  private static Response formPage(int status, String token, String problem) {
    return LoggedOutPage.of(
        status,
        FORM.replace("{alert}", LoggedOutPage.alert(problem))
            .replace("{token}", HtmlPage.text(token)));
  }

  /** What is next. */
  private static Response donePage(int status, String baseUrl) {
    return LoggedOutPage.of(status, DONE.replace("{url}", HtmlPage.text(baseUrl)));
  }

  /**
   * How a server without users gets its first, a super user: by a secret link that works once, or,
   * for scripts, from the environment.
   */
  public static final class FirstUserSetup {

    private static final int TOKEN_BYTES = 32;

    private final Users users;
    private final String token;

    /** A new link; an earlier one is void. */
    public FirstUserSetup(Users users) {
      this.users = users;
      token = Digests.randomText(TOKEN_BYTES);
    }

    /**
     * Makes the first user, if there is none yet and both variables are set.
     *
     * @throws Problem where name or password are not allowed
     */
    public void fromEnvironment() {
      Map<String, String> environment = System.getenv();
      String username = environment.getOrDefault("CARILLON_ADMIN_USERNAME", "");
      String password = environment.getOrDefault("CARILLON_ADMIN_PASSWORD", "");
      if (!username.isEmpty() && !password.isEmpty() && !done()) {
        users.createFirst(username, password);
      }
    }

    /** The link's path and query, to be printed where only the administrator sees it. */
    public String link() {
      return "/setup?token=" + token;
    }

    /** Whether there are users already, so that the link does nothing any more. */
    public boolean done() {
      return users.any();
    }

    /**
     * Makes the first user.
     *
     * @throws Problem 400 where the name or password is not allowed, 403 where the token is
     *     another, 409 where there are users already
     */
    public void complete(String claimed, String username, String password) {
      if (!knows(claimed)) {
        throw Problem.forbidden(
            "The set-up link is not valid. When the server starts, it prints the link,"
                + " or the name of the file that holds it");
      }
      if (done() || !users.createFirst(username, password)) {
        throw Problem.conflict("The server is already set up; log in");
      }
    }

    /** Whether this is the link's token. */
    boolean knows(String claimed) {
      return MessageDigest.isEqual(token.getBytes(UTF_8), claimed.getBytes(UTF_8));
    }
  }
}
