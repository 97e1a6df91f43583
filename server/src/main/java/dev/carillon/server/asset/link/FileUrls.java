package dev.carillon.server.asset.link;

import dev.carillon.server.asset.link.RequestSecrets.Use;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Where an asset's files are downloaded. */
public final class FileUrls {

  /** How long a link with a secret works. */
  private static final Duration SECRET_VALID = Duration.ofMinutes(30);

  private final RequestSecrets secrets;

  public FileUrls(RequestSecrets secrets) {
    this.secrets = secrets;
  }

  /** The URL of the file itself. */
  public String original(Link link) {
    return url("/file/", "", link.name().filename(), link, Use.ORIGINAL);
  }

  /** The URL of the file itself that works without a log-in, for some time. */
  public String original(Link link, Duration validFor) {
    return url("/file/", "", link.name().filename(), link, Use.ORIGINAL)
        + secret(link, Use.ORIGINAL, validFor);
  }

  /** The URL of its preview. */
  public String preview(Link link) {
    return url(
        "/preview/",
        "previews/maxWidth_1600_maxHeight_1600.jpg/",
        link.name().baseName() + "_preview.jpg",
        link,
        Use.PREVIEW);
  }

  /** The URL of its thumbnail. */
  public String thumbnail(Link link) {
    return url("/thumbnail/", "", link.name().baseName() + "_thumb.jpg", link, Use.PREVIEW);
  }

  private String url(String what, String which, String name, Link link, Use use) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    String url =
        link.baseUrl() + what + link.assetId() + "/" + which + "*/" + encoded + "?_=" + link.tag();
    return link.secret() ? url + secret(link, use, SECRET_VALID) : url;
  }

  private String secret(Link link, Use use, Duration validFor) {
    return "&requestSecret=" + secrets.issue(link.assetId(), use, validFor, link.maker());
  }

  /**
   * What a URL is made of.
   *
   * @param baseUrl what it starts with
   * @param tag another one for another file, so that no cache shows the old
   * @param secret whether it shall work without a log-in
   * @param maker the user for whom it is made
   */
  public record Link(
      String baseUrl, String assetId, Name name, long tag, boolean secret, String maker) {}

  /**
   * What a file is called.
   *
   * @param filename when it is saved
   * @param baseName the same without its extension
   */
  public record Name(String filename, String baseName) {}
}
