package dev.carillon.server.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.digest.Digests;
import java.util.Base64;
import java.util.Map;

/** Whole HTML pages that need nothing but themselves and run no script, all of one style. */
public final class HtmlPage {

  /** What the pages of our own scripts may do: everything comes from this server. */
  public static final String SCRIPTS_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private static final String COLOURS =
      """
      :root{color-scheme:light dark;--bg:#f7f7f8;--card:#fff;--line:#e3e3e8;--edge:#8a8a96;
        --text:#1b1b22;--quiet:#5d5d69;--accent:#4a45d1;--on:#fff;--bad:#b42318}
      @media (prefers-color-scheme:dark){:root{--bg:#111114;--card:#18181c;--line:#2c2c34;
        --edge:#80808e;--text:#ececf1;--quiet:#a3a3b2;--accent:#a6a3ff;--on:#14132e;--bad:#ff9a8f}}
      body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:var(--bg);color:var(--text)}
      :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
      """;

  private final String style;
  private final String policy;

  /**
   * Pages that may load nothing but this style.
   *
   * @param style what they have beside the colours and the font of all pages
   * @param allowed what else they may do, as a Content-Security-Policy says it
   */
  public HtmlPage(String style, String... allowed) {
    this.style = COLOURS + style;
    String hash =
        Base64.getEncoder().encodeToString(Digests.sha256().digest(this.style.getBytes(UTF_8)));
    this.policy =
        "default-src 'none'; style-src 'sha256-"
            + hash
            + "'; base-uri 'none'; frame-ancestors 'none'; "
            + String.join("; ", allowed);
  }

  /** A page with this title and body; the title is text, the body HTML. */
  public Response of(int status, String title, String body) {
    String html =
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex"><style>%s</style></head>
        <body><main>
        %s</main></body></html>
        """
            .formatted(text(title), style, body);
    return new Response.Text(
        status,
        "text/html;charset=UTF-8",
        html,
        Map.of("Content-Security-Policy", policy, "X-Robots-Tag", "noindex"));
  }

  /** A text as HTML that shows it and does nothing else, in attributes too. */
  public static String text(String text) {
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

  /** The text, kept from turning around the text beside it. */
  public static String isolated(String text) {
    return "<bdi>" + text(text) + "</bdi>";
  }
}
