package dev.carillon.server.accounts.user;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;

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
}
