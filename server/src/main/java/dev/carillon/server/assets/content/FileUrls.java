package dev.carillon.server.assets.content;

import dev.carillon.server.assets.content.RequestSecrets.Use;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Where an asset's files are downloaded.
 *
 * @param secrets what URLs carry where one is asked for
 */
public record FileUrls(RequestSecrets secrets) {

  /** How long a link works that a hit has with a secret. */
  public static final Duration SECRET_VALID = Duration.ofMinutes(30);

  /** The width and the height that a preview has at most, in pixels. */
  public static final int PREVIEW_SIZE = 1600;

  /** The URL of the file itself. */
  public String original(Link link) {
    return url("/file/", "", link.name().filename(), link, Use.ORIGINAL);
  }

  /** The URL of its preview. */
  public String preview(Link link) {
    return url(
        "/preview/",
        "previews/maxWidth_"
            + PREVIEW_SIZE
            + "_maxHeight_"
            + PREVIEW_SIZE
            + (link.name().paged() ? "_page_0" : "")
            + ".jpg/",
        link.name().baseName() + "_preview.jpg",
        link,
        Use.PREVIEW);
  }

  /** The URL of a rendition, whose secret is good for just that one. */
  public String rendition(Link link, RenditionSettings settings) {
    String name = settings.name();
    String shown = link.name().baseName() + "_preview." + settings.format().extension();
    String url = place("/preview/", "previews/" + name + "/", shown, link);
    return link.secretFor().isZero()
        ? url
        : url + secret(link.assetId() + "/" + name, link, Use.RENDITION);
  }

  /** The URL of its thumbnail. */
  public String thumbnail(Link link) {
    return url("/thumbnail/", "", link.name().baseName() + "_thumb.jpg", link, Use.THUMBNAIL);
  }

  private String url(String what, String which, String name, Link link, Use use) {
    String url = place(what, which, name, link);
    return link.secretFor().isZero() ? url : url + secret(link.assetId(), link, use);
  }

  private static String place(String what, String which, String name, Link link) {
    return link.baseUrl()
        + what
        + link.assetId()
        + "/"
        + which
        + "*/"
        + encoded(name)
        + "?_="
        + link.tag();
  }

  /** A name as it stands in a path. */
  public static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String secret(String of, Link link, Use use) {
    return "&requestSecret=" + secrets.issue(of, use, link.secretFor(), link.maker());
  }

  /**
   * What a URL is made of.
   *
   * @param baseUrl what it starts with
   * @param tag another one for another file, so that no cache shows the old
   * @param secretFor how long it shall work without a log-in; zero = not at all
   * @param maker the user for whom it is made
   */
  public record Link(
      String baseUrl, String assetId, Name name, long tag, Duration secretFor, String maker) {}

  /**
   * What a file is called.
   *
   * @param filename when it is saved
   * @param baseName the same without its extension
   * @param paged whether it has pages, of which the preview shows the first
   */
  public record Name(String filename, String baseName, boolean paged) {}
}
