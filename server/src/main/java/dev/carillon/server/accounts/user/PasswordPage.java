package dev.carillon.server.accounts.user;

import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Response;

/** The pages behind a link that sets a password. */
final class PasswordPage {

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

  private PasswordPage() {}

  /** The form, with what was wrong the last time. */
  static Response form(int status, String token, String username, String problem) {
    return LoggedOutPage.of(
        status,
        FORM.replace("{alert}", LoggedOutPage.alert(problem))
            .replace("{token}", HtmlPage.text(token))
            .replace("{username}", HtmlPage.text(username)));
  }

  /** What is next. */
  static Response done() {
    return LoggedOutPage.of(200, DONE);
  }

  /** Why not. */
  static Response refused(int status, String problem) {
    return LoggedOutPage.of(status, REFUSED.replace("{alert}", LoggedOutPage.alert(problem)));
  }
}
