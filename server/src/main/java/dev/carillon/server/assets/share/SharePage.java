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
import java.util.Set;

/** The page where a receiver sees what was shared, and what stands in its place afterwards. */
public final class SharePage {

  private static final int TEXT_MAX = 500;

  private final DisplayFormats formats;
  private final Renditions renditions;

  /** Pages that show values like this, and these pictures. */
  public SharePage(DisplayFormats formats, Renditions renditions) {
    this.formats = formats;
    this.renditions = renditions;
  }

  /**
   * What a key shares.
   *
   * @param done what its receiver just did; empty for nothing
   */
  public Response open(AuthKey key, Content content, String done) {
    List<Asset> assets = content.assets();
    AuthKey.Terms terms = key.terms();
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(HtmlPage.isolated(terms.subject())).append("</h1>\n");
    if (!terms.description().isEmpty()) {
      body.append("<p class=\"text\">").append(HtmlPage.text(terms.description())).append("</p>\n");
    }
    body.append("<p class=\"quiet\">Available until <time datetime=\"")
        .append(Instant.ofEpochMilli(key.validUntil()))
        .append("\">")
        .append(HtmlPage.text(formats.dateTime(key.validUntil())))
        .append("</time></p>\n");
    ReplyForms.told(done, body);
    boolean uploads = terms.grants().requestUpload();
    if (uploads) {
      ReplyForms.upload(key, body);
    }
    if (!content.whole()) {
      body.append(
          "<p>What was to be found for this link cannot be looked up any more. Ask the sender for"
              + " a new one.</p>\n");
    } else if (assets.isEmpty() && !uploads) {
      body.append("<p>There is nothing to see here at the moment.</p>\n");
    }
    if (!assets.isEmpty()) {
      body.append("<ul>\n");
      assets.forEach(asset -> item(key, asset, content, body));
      body.append("</ul>\n");
    }
    boolean forms = uploads || !content.judged().isEmpty();
    return (forms ? SharePageStyle.FORMS : SharePageStyle.PLAIN)
        .of(200, terms.subject(), body.toString());
  }

  /** The key is over. */
  public Response ended(AuthKey key) {
    boolean revoked = key.state() == AuthKey.State.REVOKED;
    String title = revoked ? "This link was withdrawn" : "This link has expired";
    String when =
        revoked
            ? "The user who shared it has ended it."
            : "It was available until " + formats.dateTime(key.validUntil()) + ".";
    return SharePageStyle.PLAIN.of(
        410,
        title,
        "<h1>%s</h1>\n<p>%s Ask the sender for a new one.</p>\n"
            .formatted(title, HtmlPage.text(when)));
  }

  /** There never was such a key, or the key does not share this. */
  public static Response unknown() {
    String title = "There is nothing at this link";
    return SharePageStyle.PLAIN.of(
        404,
        title,
        "<h1>%s</h1>\n<p>Check that the whole link was copied, or ask the sender.</p>\n"
            .formatted(title));
  }

  /** The key does not allow this download. */
  public static Response refused() {
    String title = "This download is not allowed";
    return SharePageStyle.PLAIN.of(
        403, title, "<h1>%s</h1>\n<p>The link only lets you look.</p>\n".formatted(title));
  }

  /** What a receiver sent was not taken. */
  public static Response failed(AuthKey key, Problem problem) {
    String title = "That did not work";
    return SharePageStyle.PLAIN.of(
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
      body.append("<img alt=\"\" loading=\"lazy\" src=\"")
          .append(link(key, "thumbnail", asset))
          .append("\">");
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
    if (key.terms().grants().downloadOriginal()) {
      anchor(link(key, "original", asset), "Download original", metadata, body);
    }
    if (key.terms().grants().downloadPreview() && preview) {
      anchor(link(key, "preview", asset), "Download preview", metadata, body);
      for (RenditionPreset preset : content.presets()) {
        String to = link(key, "rendition/" + preset.id(), asset);
        anchor(to, "Download as " + HtmlPage.text(preset.name()), metadata, body);
      }
    }
    if (key.terms().grants().requestApproval()) {
      ReplyForms.verdict(asset, formats, body);
    }
    if (content.judged().contains(asset.id())) {
      ReplyForms.approval(key, asset, body);
    }
    body.append("</li>\n");
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
