package dev.carillon.server.assets.share;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.content.FileUrls;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.preview.RenditionPreset;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The page where a receiver sees what was shared, and what stands in its place afterwards. */
public record SharePage(DisplayFormats formats, Renditions renditions) {

  /** What the page says after something was done: words of our own, never of the address. */
  private static final Map<String, String> TOLD =
      Map.of(
          "sent",
          "Your file has arrived. You may send another one.",
          "approved",
          "You approved it. The sender sees that.",
          "rejected",
          "You rejected it. The sender sees that.");

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
      p{margin:.4rem 0;overflow-wrap:anywhere}
      a{display:inline-block;margin:.3rem .8rem 0 0;color:var(--accent)}
      a.view{display:block;margin:0}
      form{margin:1.2rem 0 0}
      li form{border-top:1px solid var(--line);padding-top:.6rem}
      fieldset{border:0;padding:0;margin:0;min-width:0}
      legend{font-weight:600;padding:0}
      label{display:block;margin:.6rem 0 0}
      input,textarea{font:inherit;box-sizing:border-box;width:100%;max-width:32rem;padding:.4rem;
        border:1px solid var(--quiet);border-radius:6px;background:var(--bg);color:var(--text)}
      button{font:inherit;margin:.8rem .6rem 0 0;padding:.4rem 1rem;border-radius:6px;cursor:pointer;
        border:1px solid var(--accent);background:var(--card);color:var(--accent)}
      .done{border-left:4px solid var(--accent);padding:.4rem .8rem;background:var(--card)}
      """;

  /** Pages that show things. */
  private static final HtmlPage PLAIN = new HtmlPage(STYLE, "img-src 'self'", "form-action 'none'");

  /** Pages with forms that may be sent to this server. */
  private static final HtmlPage FORMS = new HtmlPage(STYLE, "img-src 'self'", "form-action 'self'");

  private static final String LARGE =
      """
      .large{display:block;max-width:100%;max-height:75vh;margin:0 auto}
      nav{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:0 0 1rem}
      """;

  private static final int TEXT_MAX = 500;

  /**
   * What a key shares.
   *
   * @param done what its receiver just did; empty for nothing
   */
  public Response open(AuthKey key, Content content, String done) {
    List<Asset> assets = content.assets();
    AuthKey.Terms terms = key.terms();
    StringBuilder body = new StringBuilder();
    Branding branding = Branding.of(terms);
    body.append(branding.html(key));
    body.append("<h1>").append(HtmlPage.isolated(terms.subject())).append("</h1>\n");
    if (!terms.description().isEmpty()) {
      body.append("<p class=\"text\">").append(HtmlPage.text(terms.description())).append("</p>\n");
    }
    body.append("<p class=\"quiet\">Available until <time datetime=\"")
        .append(Instant.ofEpochMilli(key.validUntil()))
        .append("\">")
        .append(HtmlPage.text(formats.dateTime(key.validUntil())))
        .append("</time></p>\n");
    told(done, body);
    boolean uploads = terms.grants().requestUpload();
    if (uploads) {
      upload(key, body);
    }
    if (!content.whole()) {
      body.append(
          "<p>The search of this link does not work any more. Ask the sender for a new link.</p>\n");
    } else if (assets.isEmpty() && !uploads) {
      body.append("<p>There is nothing to see here at the moment.</p>\n");
    }
    if (!assets.isEmpty()) {
      body.append("<ul>\n");
      assets.forEach(asset -> item(key, asset, content, body));
      body.append("</ul>\n");
    }
    boolean forms = uploads || !content.judged().isEmpty();
    return look(branding, forms).of(200, terms.subject(), body.toString());
  }

  private static HtmlPage look(Branding branding, boolean forms) {
    if (!branding.any()) {
      return forms ? FORMS : PLAIN;
    }
    return new HtmlPage(
        STYLE + branding.style(), "img-src 'self'", "form-action " + (forms ? "'self'" : "'none'"));
  }

  /**
   * One asset, as large as the window.
   *
   * @param all what the key shares, in its order
   */
  public Response large(AuthKey key, Asset asset, List<Asset> all, List<RenditionPreset> presets) {
    Branding branding = Branding.of(key.terms());
    String name = asset.metadata().text("name");
    int at = all.stream().map(Asset::id).toList().indexOf(asset.id());
    StringBuilder body = new StringBuilder(branding.html(key));
    body.append("<nav aria-label=\"Assets\"><a href=\"/share/")
        .append(key.key())
        .append("\">All of them</a>");
    if (at > 0) {
      view(key, all.get(at - 1), "Previous", body);
    }
    if (at >= 0 && at < all.size() - 1) {
      view(key, all.get(at + 1), "Next", body);
    }
    body.append("</nav>\n<h1>").append(HtmlPage.isolated(name)).append("</h1>\n");
    if (renditions.made(asset)) {
      body.append("<img class=\"large\" alt=\"")
          .append(HtmlPage.text(name))
          .append("\" src=\"")
          .append(link(key, "picture", asset))
          .append("\">\n");
    } else {
      body.append("<p>There is no picture of this file.</p>\n");
    }
    body.append("<p>");
    downloads(key, asset, presets, body);
    body.append("</p>\n");
    return new HtmlPage(STYLE + LARGE + branding.style(), "img-src 'self'", "form-action 'none'")
        .of(200, name, body.toString());
  }

  private static void view(AuthKey key, Asset asset, String text, StringBuilder body) {
    body.append("<a href=\"/share/")
        .append(key.key())
        .append("/view/")
        .append(asset.id())
        .append("\">")
        .append(text)
        .append("</a>");
  }

  /** The key is over. */
  public Response ended(AuthKey key) {
    boolean revoked = key.state() == AuthKey.State.REVOKED;
    String title = revoked ? "This link was withdrawn" : "This link has expired";
    String when =
        revoked
            ? "The user who shared it has ended it."
            : "It was available until " + formats.dateTime(key.validUntil()) + ".";
    return PLAIN.of(
        410,
        title,
        "<h1>%s</h1>\n<p>%s Ask the sender for a new one.</p>\n"
            .formatted(title, HtmlPage.text(when)));
  }

  /** There never was such a key, or the key does not share this. */
  public static Response unknown() {
    String title = "There is nothing at this link";
    return PLAIN.of(
        404,
        title,
        "<h1>%s</h1>\n<p>Check that the whole link was copied, or ask the sender.</p>\n"
            .formatted(title));
  }

  /** The key does not allow this download. */
  public static Response refused() {
    String title = "This download is not allowed";
    return PLAIN.of(
        403,
        title,
        "<h1>%s</h1>\n<p>With this link you can view assets, but not download them.</p>\n"
            .formatted(title));
  }

  /** What a receiver sent was not taken. */
  public static Response failed(AuthKey key, Problem problem) {
    String title = "That did not work";
    return PLAIN.of(
        problem.status(),
        title,
        "<h1>%s</h1>\n<p>%s</p>\n<p><a href=\"/share/%s\">Back to the page</a></p>\n"
            .formatted(title, HtmlPage.text(problem.message()), key.key()));
  }

  private void item(AuthKey key, Asset asset, Content content, StringBuilder body) {
    Metadata metadata = asset.metadata();
    body.append("<li>");
    boolean preview = renditions.made(asset);
    if (preview) {
      picture(key, asset, body);
    }
    body.append("<h2>").append(HtmlPage.isolated(metadata.text("name"))).append("</h2>");
    for (String field : List.of("title", "description", "copyright")) {
      if (!metadata.text(field).isEmpty()) {
        body.append("<p class=\"text\">").append(shown(metadata.text(field))).append("</p>");
      }
    }
    body.append("<p class=\"quiet\">")
        .append(HtmlPage.text(formats.size(metadata.number("fileSize", 0))))
        .append("</p>");
    downloads(key, asset, content.presets(), body);
    if (key.terms().grants().requestApproval()) {
      verdict(asset, formats, body);
    }
    if (content.judged().contains(asset.id())) {
      approval(key, asset, body);
    }
    body.append("</li>\n");
  }

  /** The small picture, which leads to the large one where the receiver may have that. */
  private static void picture(AuthKey key, Asset asset, StringBuilder body) {
    boolean leads = key.terms().grants().downloadPreview();
    if (leads) {
      body.append("<a class=\"view\" href=\"/share/")
          .append(key.key())
          .append("/view/")
          .append(asset.id())
          .append("\" aria-label=\"View ")
          .append(HtmlPage.text(asset.metadata().text("name")))
          .append("\">");
    }
    body.append("<img alt=\"\" loading=\"lazy\" src=\"")
        .append(link(key, "thumbnail", asset))
        .append("\">")
        .append(leads ? "</a>" : "");
  }

  private void downloads(
      AuthKey key, Asset asset, List<RenditionPreset> presets, StringBuilder body) {
    Metadata metadata = asset.metadata();
    if (key.terms().grants().downloadOriginal()) {
      anchor(link(key, "original", asset), "Download original", metadata, body);
    }
    if (key.terms().grants().downloadPreview() && renditions.made(asset)) {
      anchor(link(key, "preview", asset), "Download preview", metadata, body);
      for (RenditionPreset preset : presets) {
        String to = link(key, "rendition/" + preset.id(), asset);
        anchor(to, "Download as " + HtmlPage.text(preset.name()), metadata, body);
      }
    }
  }

  /** Links that read alike are told apart by what a screen reader says. */
  private static void anchor(String to, String text, Metadata metadata, StringBuilder body) {
    body.append("<a href=\"")
        .append(to)
        .append("\" aria-label=\"")
        .append(text)
        .append(" of ")
        .append(HtmlPage.text(metadata.text("name")))
        .append("\">")
        .append(text)
        .append("</a>");
  }

  private static String shown(String text) {
    return HtmlPage.text(text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…");
  }

  private static String link(AuthKey key, String what, Asset asset) {
    String name = FileUrls.encoded(asset.filename());
    return "/share/" + key.key() + "/" + what + "/" + asset.id() + "/" + name;
  }

  private static void told(String done, StringBuilder body) {
    if (TOLD.containsKey(done)) {
      body.append("<p class=\"done\" role=\"status\">").append(TOLD.get(done)).append("</p>\n");
    }
  }

  private static void upload(AuthKey key, StringBuilder body) {
    body.append(
        """
        <form method="post" action="/share/%s/upload" enctype="multipart/form-data">
        <h2>Send a file</h2>
        <label for="sender">Your name (you may leave it empty)</label>
        <input id="sender" name="sender" maxlength="200" autocomplete="name">
        <label for="file">File</label>
        <input id="file" name="Filedata" type="file" required>
        <button>Send</button>
        </form>
        """
            .formatted(key.key()));
  }

  /** What was decided about an asset, if anything was. */
  private static void verdict(Asset asset, DisplayFormats formats, StringBuilder body) {
    Metadata metadata = asset.metadata();
    Approval.of(metadata.text(Approval.STATE))
        .ifPresent(
            verdict -> {
              String by = metadata.text(Approval.BY);
              String comment = metadata.text(Approval.COMMENT);
              body.append("<p>").append(verdict.value());
              if (!by.isEmpty()) {
                body.append(" by ").append(HtmlPage.isolated(by));
              }
              body.append(", ")
                  .append(HtmlPage.text(formats.dateTime(metadata.number(Approval.DATE, 0))))
                  .append("</p>");
              if (!comment.isEmpty()) {
                body.append("<p class=\"text\">").append(HtmlPage.text(comment)).append("</p>");
              }
            });
  }

  private static void approval(AuthKey key, Asset asset, StringBuilder body) {
    body.append(
        """
        <form method="post" action="/share/%1$s/approval/%2$s">
        <fieldset><legend>Do you approve %3$s?</legend>
        <label for="comment-%2$s">Comment</label>
        <textarea id="comment-%2$s" name="comment" rows="3" maxlength="2000"></textarea>
        <label for="sender-%2$s">Your name (you may leave it empty)</label>
        <input id="sender-%2$s" name="sender" maxlength="200" autocomplete="name">
        <button name="verdict" value="approve">Approve</button>
        <button name="verdict" value="reject">Reject</button>
        </fieldset></form>
        """
            .formatted(key.key(), asset.id(), HtmlPage.isolated(asset.metadata().text("name"))));
  }

  /**
   * What is shown.
   *
   * @param assets the shared ones
   * @param presets by which renditions are offered
   * @param judged the ids of those that the receiver may approve or reject
   * @param whole whether what the link's query finds is among them
   */
  public record Content(
      List<Asset> assets, List<RenditionPreset> presets, Set<String> judged, boolean whole) {}
}
