package dev.carillon.server.accounts.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** A page of plain HTML without scripts, complete in itself. */
final class PlainPage {

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--bg:#f7f7f8;--card:#fff;--line:#e3e3e8;--edge:#8a8a96;
        --text:#1b1b22;--quiet:#5d5d69;--accent:#4a45d1;--on:#fff;--bad:#b42318}
      @media (prefers-color-scheme:dark){:root{--bg:#111114;--card:#18181c;--line:#2c2c34;
        --edge:#80808e;--text:#ececf1;--quiet:#a3a3b2;--accent:#a6a3ff;--on:#14132e;--bad:#ff9a8f}}
      body{font:14px/1.5 system-ui,sans-serif;margin:0;background:var(--bg);color:var(--text)}
      main{width:min(400px,100% - 32px);margin:12vh auto 2rem}
      h1{font-size:20px;margin:0 0 4px}
      p{color:var(--quiet);margin:0 0 24px}
      form{padding:8px 24px 24px;border:1px solid var(--line);border-radius:10px;
        background:var(--card)}
      label{display:block;margin:16px 0 4px;font-weight:560}
      input{font:inherit;width:100%;box-sizing:border-box;padding:6px 10px;color:inherit;
        border:1px solid var(--edge);border-radius:6px;background:var(--card)}
      button,.button{display:block;box-sizing:border-box;width:100%;margin-top:24px;padding:7px;
        font:inherit;font-weight:560;text-align:center;text-decoration:none;cursor:pointer;
        border:0;border-radius:6px;background:var(--accent);color:var(--on)}
      :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
      [role=alert]{color:var(--bad);overflow-wrap:anywhere}
      a.button{margin-bottom:24px}
      pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px}
      """;

  private PlainPage() {}

  /** The page with this in it. */
  static Response of(int status, String body) {
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

  /** What was wrong, to be read out; nothing where nothing was. */
  static String alert(String problem) {
    return problem.isEmpty() ? "" : "<p role=\"alert\">" + escaped(problem) + "</p>";
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

  /** A text as HTML shows it, in attributes too. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
