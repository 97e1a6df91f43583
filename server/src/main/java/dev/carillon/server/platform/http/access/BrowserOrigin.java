package dev.carillon.server.platform.http.access;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which page sent a request, by the {@code Origin} and {@code Sec-Fetch-Site} headers of a browser.
 * Other programs send neither.
 *
 * @param fetchSite the {@code Sec-Fetch-Site} header, empty if there is none
 * @param origin the {@code Origin} header, empty if there is none
 * @param own the origins of this server's pages, lower case
 */
public record BrowserOrigin(String fetchSite, String origin, Set<String> own) {

  public BrowserOrigin {
    own = Set.copyOf(own);
  }

  /**
   * What the headers say.
   *
   * @param host the {@code Host} header: pages come from where the request went, by HTTP or, where
   *     a proxy ends TLS, by HTTPS
   * @param serverUrl what links to this server start with; may be empty
   */
  public static BrowserOrigin of(String fetchSite, String origin, String host, String serverUrl) {
    if (origin.isEmpty()) {
      return new BrowserOrigin(fetchSite, origin, Set.of());
    }
    Set<String> own = new TreeSet<>();
    if (!host.isEmpty()) {
      own.add(normal("http://" + host));
      own.add(normal("https://" + host));
    }
    if (!serverUrl.isEmpty()) {
      URI url = URI.create(serverUrl);
      own.add(normal(url.getScheme() + "://" + url.getRawAuthority()));
    }
    return new BrowserOrigin(fetchSite, origin, own);
  }

  /**
   * Whether a browser sent this: each one says with every change where it comes from, and neither
   * header can be kept back by a page.
   */
  public boolean browser() {
    return !fetchSite.isEmpty() || !origin.isEmpty();
  }

  /**
   * Whether it was a page of another site, even of a neighbour. Where the browser says itself how
   * the page is related, that counts: the origin may have lost its host at a proxy.
   */
  public boolean foreign() {
    if (!fetchSite.isEmpty()) {
      return !fetchSite.equalsIgnoreCase("same-origin") && !fetchSite.equalsIgnoreCase("none");
    }
    return !origin.isEmpty() && !own.contains(normal(origin));
  }

  /** Without the default port of its scheme. */
  private static String normal(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return lower.startsWith("https:")
        ? lower.replaceFirst(":443$", "")
        : lower.replaceFirst(":80$", "");
  }
}
