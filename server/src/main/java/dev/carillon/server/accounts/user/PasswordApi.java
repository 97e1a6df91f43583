package dev.carillon.server.accounts.user;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;

/** The pages behind a link that sets a password, and their call. */
public record PasswordApi(PasswordLinks links) {

  private static final String FORM =
      """
      <h1>Choose a password</h1>
      <p>For the user <strong>{username}</strong>.</p>
      {alert}
      <form method="post" action="/services/set-password">
      <input type="hidden" name="token" value="{token}">
      <input type="hidden" name="username" value="{username}" autocomplete="username">
      <label for="password">Password, at least 10 characters</label>
      <input id="password" name="password" type="password" required minlength="10"
        autocomplete="new-password">
      <button>Set the password</button>
      </form>
      """;

  private static final String DONE =
      """
      <h1>The password is set</h1>
      <p>This link is not needed any more.</p>
      <a class="button" href="/">Log in</a>
      """;

  private static final String REFUSED =
      """
      <h1>This link does not work</h1>
      {alert}
      <p>Ask an administrator for a new one.</p>
      <a class="button" href="/">Log in</a>
      """;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("", RouteAccess.ANYONE)
        .get("/set-password", this::page)
        .post("/services/set-password", this::set);
  }

  private Response page(Call call) {
    String token = call.params().text("token").orElse("");
    return links
        .owner(token)
        .map(user -> formPage(200, token, user.username(), ""))
        .orElseGet(
            () ->
                refusedPage(403, "It was used, it is older than a day, or there is a newer one."));
  }

  private Response set(Call call) {
    String token = call.params().text("token").orElse("");
    return LoggedOutPage.sent(
        call,
        () -> links.use(token, call.params().raw("password").orElse("")),
        () -> LoggedOutPage.of(200, DONE),
        problem ->
            links
                .owner(token)
                .map(user -> formPage(problem.status(), token, user.username(), problem.message()))
                .orElseGet(() -> refusedPage(problem.status(), problem.message())));
  }

  /** The form, with what was wrong the last time. */
  private static Response formPage(int status, String token, String username, String problem) {
    return LoggedOutPage.of(
        status,
        FORM.replace("{alert}", LoggedOutPage.alert(problem))
            .replace("{token}", HtmlPage.text(token))
            .replace("{username}", HtmlPage.text(username)));
  }

  /** Why not. */
  private static Response refusedPage(int status, String problem) {
    return LoggedOutPage.of(status, REFUSED.replace("{alert}", LoggedOutPage.alert(problem)));
  }
}
