package dev.carillon.server.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.http.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The set-up pages: plain HTML without scripts, complete in themselves. */
final class SetupPage {

  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:12vh auto;padding:0 1rem}"
          + "label{display:block;margin-top:1rem}"
          + "input{font:inherit;width:100%;box-sizing:border-box;padding:.4rem}"
          + "button{font:inherit;margin-top:1.5rem;padding:.5rem 1.5rem}"
          + "[role=alert]{color:#a00000}";

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
      <p>Log in with the user that was made, for instance from a terminal:</p>
      <pre>curl {url}/services/apilogin -d username=… --data-urlencode password=…</pre>
      <p>The answer holds the token for everything else. This page is not needed any more.</p>
      """;

  private SetupPage() {}

  /** The form, with what was wrong the last time. */
  static Response form(int status, String token, String problem) {
    String alert = problem.isEmpty() ? "" : "<p role=\"alert\">" + escaped(problem) + "</p>";
    return page(status, FORM.replace("{alert}", alert).replace("{token}", escaped(token)));
  }

  /** What is next. */
  static Response done(int status, String baseUrl) {
    return page(status, DONE.replace("{url}", escaped(baseUrl)));
  }

  private static Response page(int status, String body) {
    String html =
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Carillon</title>
        <meta name="viewport" content="width=device-width"><style>%s</style></head>
        <body><main>
        %s</main></body></html>
        """
            .formatted(STYLE, body);
    return new Response.Text(
        status, "text/html;charset=UTF-8", html, Map.of("Content-Security-Policy", policy()));
  }

  /** Lets the browser use our style, send our form, and nothing else. */
  private static String policy() {
    return "default-src 'none'; style-src 'sha256-"
        + digest(STYLE)
        + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  }

  private static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
