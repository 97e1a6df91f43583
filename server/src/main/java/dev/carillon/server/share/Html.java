package dev.carillon.server.share;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.http.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** A whole HTML page that needs nothing but itself and runs nothing. */
final class Html {

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.6rem;overflow-wrap:anywhere}
      .text{white-space:pre-line;overflow-wrap:anywhere}
      .quiet{opacity:.75}
      ul{list-style:none;padding:0;display:grid;gap:1.5rem;
        grid-template-columns:repeat(auto-fill,minmax(14rem,1fr))}
      li{border:1px solid #8888;border-radius:.4rem;padding:1rem;overflow-wrap:anywhere}
      img{display:block;max-width:100%;max-height:14rem;margin:0 auto .8rem}
      h2{font-size:1rem;margin:0}
      p{margin:.4rem 0}
      a{display:inline-block;margin:.3rem .8rem 0 0}
      """;

  private Html() {}

  /** A page with this title and body; the title is text, the body HTML. */
  static Response page(int status, String title, String body) {
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
        Map.of("Content-Security-Policy", policy(), "X-Robots-Tag", "noindex"));
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

  private static String policy() {
    return "default-src 'none'; img-src 'self'; style-src 'sha256-"
        + digest()
        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
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
