package dev.carillon.server.assets.preview.rendering;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What an SVG says about itself. */
final class SvgDetails {

  private static final Pattern PIXELS = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,9})?)(?:px)?");
  private static final Pattern BOX =
      Pattern.compile(
          "[-.\\d]{1,20}[\\s,]{1,9}[-.\\d]{1,20}[\\s,]{1,9}"
              + "(\\d{1,7}(?:\\.\\d{1,9})?)[\\s,]{1,9}(\\d{1,7}(?:\\.\\d{1,9})?)");

  private SvgDetails() {}

  static void read(Path file, FileDetails details) throws IOException {
    size(file, details);
    try (InputStream in = Files.newInputStream(file)) {
      XmlTexts.each(
          in,
          (element, text) -> {
            switch (element) {
              case "title" -> details.add("title", text);
              case "desc" -> details.add("description", text);
              default -> {
                // its words are its text
              }
            }
          });
    }
  }

  private static void size(Path file, FileDetails details) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XmlTexts.reader(in);
      xml.nextTag();
      Matcher width = PIXELS.matcher(attribute(xml, "width"));
      Matcher height = PIXELS.matcher(attribute(xml, "height"));
      Matcher box = BOX.matcher(attribute(xml, "viewBox"));
      if (width.matches() && height.matches()) {
        details.add("width", rounded(width.group(1)));
        details.add("height", rounded(height.group(1)));
      } else if (box.matches()) {
        details.add("width", rounded(box.group(1)));
        details.add("height", rounded(box.group(2)));
      }
    } catch (XMLStreamException bad) {
      throw new IOException(bad);
    }
  }

  static boolean text(Path file, Path text) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        Writer out = new TruncatedWriter(Files.newOutputStream(text), StandardCharsets.UTF_8)) {
      XmlTexts.each(
          in,
          (element, words) -> {
            if (element.equals("text") || element.equals("tspan")) {
              try {
                out.write(words + "\n");
              } catch (IOException full) {
                throw new java.io.UncheckedIOException(full);
              }
            }
          });
      return true;
    }
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value.strip();
  }

  private static String rounded(String number) {
    return new BigDecimal(number).setScale(0, RoundingMode.HALF_UP).toPlainString();
  }
}
