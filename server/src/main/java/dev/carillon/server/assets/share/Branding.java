package dev.carillon.server.assets.share;

import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the page of a link looks: a band in a colour with a logo and a text. The three are options of
 * the link; each may be missing.
 *
 * @param logo the id of the asset that is the logo; empty = none
 * @param colour {@code #rrggbb}, lower case; empty = the pages' own
 * @param text up to 200 characters; empty = none
 */
record Branding(String logo, String colour, String text) {

  static final String LOGO = "brandLogo";
  static final String COLOUR = "brandColour";
  static final String TEXT = "brandText";

  /** The options that say it. An empty value takes one away. */
  static final Set<String> OPTIONS = Set.of(LOGO, COLOUR, TEXT);

  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final int TEXT_MAX = 200;

  /** By WCAG 2.2, black on a colour of this luminance is as easy to read as white. */
  private static final double LUMINANCE_BLACK = 0.179;

  static Branding of(AuthKey.Terms terms) {
    return new Branding(terms.option(LOGO), terms.option(COLOUR), terms.option(TEXT));
  }

  /** Whether the page has a band. */
  boolean any() {
    return !logo.isEmpty() || !colour.isEmpty() || !text.isEmpty();
  }

  /**
   * Takes what a call says into a link's options.
   *
   * @throws Problem 400 naming the option, its value and what is allowed
   */
  static void read(Params params, Map<String, String> options) {
    for (String name : OPTIONS) {
      if (params.names().contains(name)) {
        String value = params.raw(name).orElse("").strip();
        check(name, value);
        if (value.isEmpty()) {
          options.remove(name);
        } else {
          options.put(name, name.equals(COLOUR) ? value.toLowerCase(Locale.ROOT) : value);
        }
      }
    }
  }

  private static void check(String name, String value) {
    if (name.equals(COLOUR) && !value.isEmpty() && !HEX.matcher(value).matches()) {
      throw Problem.badField(name, value, "a colour such as #1a6b3c");
    }
    if (name.equals(TEXT) && value.length() > TEXT_MAX) {
      throw Problem.badField(name, value, "at most " + TEXT_MAX + " characters long");
    }
  }

  /** What the style of the page has for the band: the text is black or white, whichever is read. */
  String style() {
    if (!any()) {
      return "";
    }
    String colours =
        colour.isEmpty()
            ? "background:var(--card);color:var(--text)"
            : "background:"
                + colour
                + ";color:"
                + (luminance() > LUMINANCE_BLACK ? "#000" : "#fff");
    return """
        .brand{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem 1rem;padding:.8rem 1rem;
          margin:0 0 1.5rem;border-radius:10px;overflow-wrap:anywhere;%s}
        .brand img{max-height:4rem;max-width:12rem;margin:0}
        .brand p{margin:0;font-weight:600}
        """
        .formatted(colours);
  }

  /** The band. */
  String html(AuthKey key) {
    if (!any()) {
      return "";
    }
    String image = logo.isEmpty() ? "" : "<img alt=\"\" src=\"/share/" + key.key() + "/logo\">";
    String words = text.isEmpty() ? "" : "<p>" + HtmlPage.text(text) + "</p>";
    return "<div class=\"brand\">" + image + words + "</div>\n";
  }

  /** The relative luminance of WCAG 2.2, from 0 (black) to 1 (white). */
  private double luminance() {
    return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
  }

  private double linear(int at) {
    double value = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
