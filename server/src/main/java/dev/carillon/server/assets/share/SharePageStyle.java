package dev.carillon.server.assets.share;

import dev.carillon.server.platform.http.HtmlPage;

/** How the pages of shared files look, and what browsers let them do. */
final class SharePageStyle {

  private static final String STYLE =
      """
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
      """;

  /** Pages that show things. */
  static final HtmlPage PLAIN = new HtmlPage(STYLE, "img-src 'self'", "form-action 'none'");

  /** Pages with forms that may be sent to this server. */
  static final HtmlPage FORMS = new HtmlPage(STYLE, "img-src 'self'", "form-action 'self'");

  private SharePageStyle() {}
}
