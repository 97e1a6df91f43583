package dev.carillon.server.assets.asset;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What follows from a picture's or a film's pixels and its resolution. */
final class PictureFacts {

  private static final double MM_PER_INCH = 25.4;
  private static final double POINTS_PER_INCH = 72;

  /** EXIF's unit of resolutions where it is pixels in a centimetre; else it is the inch. */
  private static final double CENTIMETRE = 3;

  private static final Set<String> NAMES =
      Set.of(
          "dimension",
          "dimensionIn",
          "dimensionMm",
          "dimensionPt",
          "widthIn",
          "heightIn",
          "widthMm",
          "heightMm",
          "widthPt",
          "heightPt",
          "resolution",
          "aspectRatio",
          "imageAspectRatio",
          "imageOrientation");

  private PictureFacts() {}

  /** Sets what follows, in place of what followed before; other files keep what they have. */
  static void refresh(Map<String, Object> values) {
    boolean picture = "image".equals(values.get("assetDomain"));
    if (!picture && !"video".equals(values.get("assetDomain"))) {
      return;
    }
    values.keySet().removeAll(NAMES);
    double width = number(values, "width");
    double height = number(values, "height");
    if (width > 0 && height > 0) {
      values.put("dimension", plain(width, 0) + " x " + plain(height, 0) + " px");
      values.put("aspectRatio", rounded(width / height));
      if (picture) {
        values.putAll(shape(width, height));
        values.putAll(printed(values, width, height));
      }
    }
  }

  private static Map<String, Object> shape(double width, double height) {
    String word = width > height ? "Landscape" : width < height ? "Portrait" : "Square";
    return Map.of("imageOrientation", word, "imageAspectRatio", rounded(width / height));
  }

  private static Map<String, Object> printed(
      Map<String, Object> values, double width, double height) {
    double across = number(values, "resolutionX");
    double down = number(values, "resolutionY") > 0 ? number(values, "resolutionY") : across;
    if (across <= 0) {
      return Map.of();
    }
    boolean metric = number(values, "resolutionUnit") == CENTIMETRE;
    double widthIn = width / (metric ? across * MM_PER_INCH / 10 : across);
    double heightIn = height / (metric ? down * MM_PER_INCH / 10 : down);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("resolution", plain(across, 2) + (metric ? " px/cm" : " px/inch"));
    put(facts, "In", widthIn, heightIn, 2, "inch");
    put(facts, "Mm", widthIn * MM_PER_INCH, heightIn * MM_PER_INCH, 0, "mm");
    put(facts, "Pt", widthIn * POINTS_PER_INCH, heightIn * POINTS_PER_INCH, 0, "pt");
    return facts;
  }

  private static void put(
      Map<String, Object> facts, String end, double width, double height, int digits, String unit) {
    facts.put("width" + end, rounded(width));
    facts.put("height" + end, rounded(height));
    facts.put("dimension" + end, plain(width, digits) + " x " + plain(height, digits) + " " + unit);
  }

  private static double number(Map<String, Object> values, String name) {
    return values.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** Four digits after the point; whole where it is whole, as decimals are kept. */
  private static Object rounded(double value) {
    double result = BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP).doubleValue();
    return result == Math.rint(result) ? (Object) (long) result : (Object) result;
  }

  private static String plain(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
