package dev.carillon.server.accounts.user;

import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Response;

/** The set-up pages: plain HTML without scripts, complete in themselves. */
final class SetupPage {

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
      <button>Make the user</button>
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

  private SetupPage() {}

  /** The form, with what was wrong the last time. */
  static Response form(int status, String token, String problem) {
    return LoggedOutPage.of(
        status,
        FORM.replace("{alert}", LoggedOutPage.alert(problem)).replace("{token}", HtmlPage.text(token)));
  }

  /** What is next. */
  static Response done(int status, String baseUrl) {
    return LoggedOutPage.of(status, DONE.replace("{url}", HtmlPage.text(baseUrl)));
  }
}
