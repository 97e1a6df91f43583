package dev.carillon.server.assets.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a rendition is to be like.
 *
 * @param numbers by name; {@link #UNSET} = not set
 * @param texts by name; empty = not set
 * @param flags by name
 */
public record PresetSettings(
    Map<String, Integer> numbers, Map<String, String> texts, Map<String, Boolean> flags) {

  /** Stands for a number that is not set. */
  public static final int UNSET = -1;

  private static final int SIZE_MAX = 10_000;
  private static final int PLACE_MAX = 100_000;
  private static final int TEXT_MAX = 40;
  private static final List<Range> NUMBERS =
      List.of(
          new Range("scale", 1, 100),
          new Range("maxWidth", 1, SIZE_MAX),
          new Range("maxHeight", 1, SIZE_MAX),
          new Range("maxLength", 1, SIZE_MAX),
          new Range("ppi", 1, 2400),
          new Range("page", 0, 9_999),
          new Range("quality", 1, 100),
          new Range("cropWidth", 1, PLACE_MAX),
          new Range("cropHeight", 1, PLACE_MAX),
          new Range("cropOffsetX", 0, PLACE_MAX),
          new Range("cropOffsetY", 0, PLACE_MAX));
  private static final List<String> FLAGS =
      List.of("ppiEnabled", "embedMetadata", "embedColorProfile", "watermarked");
  private static final Map<String, String> FORMATS =
      Map.of("jpg", "jpg", "jpeg", "jpg", "png", "png", "tif", "tif", "tiff", "tif");
  private static final List<String> COMPRESSIONS =
      List.of("uncompressed", "packBits", "LZW", "ZIP");
  private static final Pattern COLOUR = Pattern.compile("#?[0-9A-Fa-f]{6}");
  private static final String FORMAT = "format";
  private static final String COMPRESSION = "compression";
  private static final String BACKGROUND = "background";
  private static final String RESIZE_MODE = "resizeMode";
  private static final String WHERE = "renditionSettings.";

  /** Settings of these. */
  public PresetSettings {
    numbers = Map.copyOf(numbers);
    texts = Map.copyOf(texts);
    flags = Map.copyOf(flags);
  }

  /**
   * Reads them; keys that are not known are ignored.
   *
   * @throws Problem 400
   */
  static PresetSettings read(JsonNode json) {
    if (!json.isObject()) {
      throw Problem.badField("renditionSettings", json.toString(), "a JSON object");
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    NUMBERS.forEach(range -> numbers.put(range.name(), range.read(json.path(range.name()))));
    Map<String, Boolean> flags = new LinkedHashMap<>();
    FLAGS.forEach(
        name -> flags.put(name, new JsonField(WHERE + name, json.path(name)).flag(false)));
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(FORMAT, format(text(FORMAT, json)));
    texts.put(COMPRESSION, compression(text(COMPRESSION, json)));
    texts.put(BACKGROUND, background(text(BACKGROUND, json)));
    texts.put(RESIZE_MODE, text(RESIZE_MODE, json));
    return new PresetSettings(numbers, texts, flags);
  }

  /** The settings that were stored. */
  static PresetSettings stored(String json) {
    return read(Json.read(json));
  }

  /** All of them, as they are shown and stored. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(FORMAT, texts.get(FORMAT));
    NUMBERS.forEach(range -> json.put(range.name(), numbers.get(range.name())));
    FLAGS.forEach(name -> json.put(name, flags.get(name)));
    List.of(COMPRESSION, BACKGROUND, RESIZE_MODE).forEach(name -> json.put(name, texts.get(name)));
    return json;
  }

  /** How a rendition looks by these. */
  public RenditionSettings rendition() {
    Map<String, String> set = parameters();
    if (set.isEmpty()) {
      set.put("scale", "100");
    }
    String name =
        set.entrySet().stream()
            .map(each -> each.getKey() + "_" + each.getValue())
            .collect(Collectors.joining("_"));
    return RenditionSettings.parse(name + "." + texts.getOrDefault(FORMAT, "jpg"));
  }

  /** What is set and counts, each as in the URL of a rendition. */
  private Map<String, String> parameters() {
    Map<String, String> set = new LinkedHashMap<>();
    numbers.forEach(
        (name, value) -> {
          boolean counts = !name.equals("ppi") || flags.getOrDefault("ppiEnabled", false);
          if (value != UNSET && counts) {
            set.put(name, value.toString());
          }
        });
    int length = numbers.getOrDefault("maxLength", UNSET);
    if (length != UNSET) {
      set.remove("maxLength");
      for (String side : List.of("maxWidth", "maxHeight")) {
        int own = numbers.getOrDefault(side, UNSET);
        set.put(side, Integer.toString(own == UNSET ? length : Math.min(own, length)));
      }
    }
    flags.forEach(
        (name, value) -> {
          if (value && !name.equals("ppiEnabled")) {
            set.put(name, "true");
          }
        });
    String compression = texts.getOrDefault(COMPRESSION, "");
    if (!compression.isEmpty()) {
      boolean none = compression.equals("uncompressed");
      set.put(COMPRESSION, none ? "none" : compression.toLowerCase(Locale.ROOT));
    }
    if (!texts.getOrDefault(BACKGROUND, "").isEmpty()) {
      set.put(BACKGROUND, texts.getOrDefault(BACKGROUND, ""));
    }
    return set;
  }

  private static String format(String given) {
    String format = given.isEmpty() ? "jpg" : FORMATS.get(given.toLowerCase(Locale.ROOT));
    if (format == null) {
      throw Problem.badField(WHERE + FORMAT, given, "jpg, png or tif");
    }
    return format;
  }

  private static String compression(String given) {
    return given.isEmpty()
        ? ""
        : COMPRESSIONS.stream()
            .filter(given::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.badField(
                        WHERE + COMPRESSION, given, "one of " + String.join(", ", COMPRESSIONS)));
  }

  private static String background(String given) {
    if (!given.isEmpty() && !COLOUR.matcher(given).matches()) {
      throw Problem.badField(WHERE + BACKGROUND, given, "a colour of six hex digits, as ff8800");
    }
    return given.startsWith("#") ? given.substring(1) : given;
  }

  private static String text(String name, JsonNode json) {
    return new JsonField(WHERE + name, json.path(name)).text(TEXT_MAX);
  }

  private record Range(String name, int min, int max) {

    int read(JsonNode value) {
      if (value.isMissingNode() || value.isNull()) {
        return UNSET;
      }
      boolean whole = value.isNumber() && value.canConvertToExactIntegral();
      if (whole && value.canConvertToInt()) {
        int number = value.intValue();
        if (number == UNSET || (min <= number && number <= max)) {
          return number;
        }
      }
      throw Problem.badField(
          WHERE + name,
          value.toString(),
          "a whole number from " + min + " to " + max + ", or -1 for none");
    }
  }
}
