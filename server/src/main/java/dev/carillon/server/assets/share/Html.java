package dev.carillon.server.assets.share;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** A whole HTML page that needs nothing but itself and runs nothing. */
final class Html {

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--bg:#f7f7f8;--card:#fff;--line:#e3e3e8;--text:#1b1b22;
        --quiet:#5d5d69;--accent:#4a45d1}
      @media (prefers-color-scheme:dark){:root{--bg:#111114;--card:#18181c;--line:#2c2c34;
        --text:#ececf1;--quiet:#a3a3b2;--accent:#a6a3ff}}
      body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:var(--bg);color:var(--text)}
      main{max-width:64rem;margin:0 auto;padding:2rem 1rem}
      h1{font-size:1.5rem;margin:0 0 .4rem;overflow-wrap:anywhere}
      .text{white-space:pre-line;overflow-wrap:anywhere}
      .quiet{color:var(--quiet)}
      ul{list-style:none;padding:0;margin:1.5rem 0;display:grid;gap:1rem;
        grid-template-columns:repeat(auto-fill,minmax(min(14rem,100%),1fr))}
      li{border:1px solid var(--line);border-radius:10px;padding:1rem;background:var(--card);
        overflow-wrap:anywhere}
      img{display:block;max-width:100%;max-height:14rem;margin:0 auto .8rem}
      h2{font-size:1rem;margin:0}
      p{margin:.4rem 0}
      a{display:inline-block;margin:.3rem .8rem 0 0;color:var(--accent)}
      form{margin:1.2rem 0 0}
      li form{border-top:1px solid var(--line);padding-top:.6rem}
      fieldset{border:0;padding:0;margin:0;min-width:0}
      legend{font-weight:600;padding:0}
      label{display:block;margin:.6rem 0 0}
      input,textarea{font:inherit;box-sizing:border-box;width:100%;max-width:32rem;padding:.4rem;
        border:1px solid var(--quiet);border-radius:6px;background:var(--bg);color:var(--text)}
      button{font:inherit;margin:.8rem .6rem 0 0;padding:.4rem 1rem;border-radius:6px;cursor:pointer;
        border:1px solid var(--accent);background:var(--card);color:var(--accent)}
      .told{border-left:4px solid var(--accent);padding:.4rem .8rem;background:var(--card)}
      :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
      """;

  private Html() {}

  /** A page with this title and body; the title is text, the body HTML. */
  static Response page(int status, String title, String body) {
    return page(status, title, body, false);
  }

  /** The same, with forms in its body that may be sent to this server. */
  static Response page(int status, String title, String body, boolean forms) {
    String html =
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex"><style>%s</style></head>
        <body><main>
        %s</main></body></html>
        """
            .formatted(text(title), STYLE, body);
    return new Response.Text(
        status,
        "text/html;charset=UTF-8",
        html,
        Map.of("Content-Security-Policy", policy(forms), "X-Robots-Tag", "noindex"));
  }

  /** Somebody's text as HTML that shows it and does nothing else. */
  static String text(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(Character.isISOControl(c) && c != '\n' ? ' ' : c);
      }
    }
    return escaped.toString();
  }

  /** The same, kept from turning around the text beside it. */
  static String isolated(String text) {
    return "<bdi>" + text(text) + "</bdi>";
  }

  private static String policy(boolean forms) {
    return "default-src 'none'; img-src 'self'; style-src 'sha256-"
        + digest()
        + "'; base-uri 'none'; form-action "
        + (forms ? "'self'" : "'none'")
        + "; frame-ancestors 'none'";
  }

  private static String digest() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
