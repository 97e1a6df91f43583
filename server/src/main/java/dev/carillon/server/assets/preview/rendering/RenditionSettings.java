package dev.carillon.server.assets.preview.rendering;

import dev.carillon.server.platform.http.Problem;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a rendition of a file looks: what stands in {@code
 * /previews/<key_value_key_value…>.<format>}.
 *
 * @param format what it is written as
 * @param values the keys that were given, in a fixed order, with checked values
 */
public record RenditionSettings(Format format, Map<Key, String> values) {

  /** The width and the height that the default preview has at most, in pixels. */
  public static final int DEFAULT_EDGE = 1600;

  private static final int PIXELS_MAX = 999_999_999;

  /** What changes how it is written, not what it shows. */
  private static final java.util.Set<Key> LOOKS =
      java.util.EnumSet.of(
          Key.QUALITY, Key.COMPRESSION, Key.BACKGROUND, Key.WATERMARKED, Key.EMBED_COLOR_PROFILE);

  private static final String ALLOWED =
      "<key>_<value>_<key>_<value>….<jpg|png|tiff>, such as"
          + " maxWidth_<pixels>_maxHeight_<pixels>.jpg; the keys are "
          + Key.names();

  public RenditionSettings {
    Map<Key, String> sorted = new LinkedHashMap<>();
    for (Key key : Key.values()) {
      if (values.containsKey(key)) {
        sorted.put(key, values.get(key));
      }
    }
    values = java.util.Collections.unmodifiableMap(sorted);
  }

  /** The settings of the default preview, in this format. */
  public static RenditionSettings standard(Format format) {
    return within(DEFAULT_EDGE, DEFAULT_EDGE, format);
  }

  /** The settings of a rendition that fits in this box. */
  public static RenditionSettings within(int maxWidth, int maxHeight, Format format) {
    return new RenditionSettings(
        format,
        Map.of(Key.MAX_WIDTH, String.valueOf(maxWidth), Key.MAX_HEIGHT, String.valueOf(maxHeight)));
  }

  /**
   * Reads a name such as {@code maxWidth_500_page_2.png}; {@code preview.png} is the default
   * preview in another format.
   *
   * @throws Problem 400 naming the key, its value and what is allowed
   */
  public static RenditionSettings parse(String name) {
    int dot = name.lastIndexOf('.');
    Format format =
        Format.of(dot < 0 ? "" : name.substring(dot + 1))
            .orElseThrow(() -> Problem.badField("preview", name, ALLOWED));
    String settings = name.substring(0, dot);
    if (settings.equals("preview")) {
      return standard(format);
    }
    Map<Key, String> values = new LinkedHashMap<>();
    String[] words = settings.split("_", -1);
    if (words.length % 2 != 0) {
      throw Problem.badField("preview", name, ALLOWED);
    }
    for (int i = 0; i < words.length; i += 2) {
      String word = words[i];
      Key key =
          Key.of(word)
              .orElseThrow(() -> Problem.badField("preview", word + " in " + name, ALLOWED));
      if (values.put(key, key.checked(words[i + 1])) != null) {
        throw Problem.badField(
            "preview", name, "a name with each key once; '" + key.word + "' occurs twice");
      }
    }
    return new RenditionSettings(format, values);
  }

  /** The name that reads as these settings: the same for the same. */
  public String name() {
    return values.entrySet().stream()
            .map(entry -> entry.getKey().word + "_" + entry.getValue())
            .collect(Collectors.joining("_"))
        + "."
        + format.extension();
  }

  /** Whether the default preview, as it is stored, is just what is asked for. */
  public boolean standard() {
    Map<Key, String> rest = new LinkedHashMap<>(values);
    rest.remove(Key.PAGE, "0");
    return new RenditionSettings(format, rest).equals(standard(Format.JPG));
  }

  /** Whether it is a smaller one of the default preview, without anything special. */
  public boolean smaller() {
    Map<Key, String> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(java.util.Set.of(Key.MAX_WIDTH, Key.MAX_HEIGHT));
    rest.remove(Key.PAGE, "0");
    return rest.isEmpty()
        && format == Format.JPG
        && number(Key.MAX_WIDTH).orElse(PIXELS_MAX) <= DEFAULT_EDGE
        && number(Key.MAX_HEIGHT).orElse(PIXELS_MAX) <= DEFAULT_EDGE;
  }

  /**
   * The settings in the box of the default preview, whatever the form of the picture: an edge that
   * is not said, or longer, is that of the box. Empty where it shows more than the default preview
   * does.
   */
  public Optional<RenditionSettings> withinPreview() {
    Map<Key, String> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(java.util.Set.of(Key.MAX_WIDTH, Key.MAX_HEIGHT));
    rest.keySet().removeAll(LOOKS);
    rest.remove(Key.PAGE, "0");
    int width = number(Key.MAX_WIDTH).orElse(PIXELS_MAX);
    int height = number(Key.MAX_HEIGHT).orElse(PIXELS_MAX);
    if (!rest.isEmpty() || Math.min(width, height) > DEFAULT_EDGE || format == Format.MP4) {
      return Optional.empty();
    }
    Map<Key, String> within = new LinkedHashMap<>(values);
    within.put(Key.MAX_WIDTH, String.valueOf(Math.min(width, DEFAULT_EDGE)));
    within.put(Key.MAX_HEIGHT, String.valueOf(Math.min(height, DEFAULT_EDGE)));
    return Optional.of(new RenditionSettings(format, within));
  }

  /** A number that was given. */
  public OptionalInt number(Key key) {
    String value = values.get(key);
    return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
  }

  /** A text that was given. */
  public Optional<String> text(Key key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Whether something was asked for that is off by default. */
  public boolean flag(Key key) {
    return "true".equals(values.get(key));
  }

  /** What a rendition is written as. */
  public enum Format {
    JPG("image/jpeg"),
    PNG("image/png"),
    TIFF("image/tiff"),
    MP4("video/mp4");

    private final String mimeType;

    Format(String mimeType) {
      this.mimeType = mimeType;
    }

    /** Its type in headers. */
    public String mimeType() {
      return mimeType;
    }

    /** How names of it end. */
    public String extension() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The one that names of this ending have. */
    public static Optional<Format> of(String extension) {
      return switch (extension.toLowerCase(Locale.ROOT)) {
        case "jpg", "jpeg" -> Optional.of(JPG);
        case "png" -> Optional.of(PNG);
        case "tiff", "tif" -> Optional.of(TIFF);
        case "mp4" -> Optional.of(MP4);
        default -> Optional.empty();
      };
    }
  }

  /** What can be asked for. */
  public enum Key {
    /** It is no wider, and never enlarged. */
    MAX_WIDTH("maxWidth", 1, PIXELS_MAX),
    /** It is no higher, and never enlarged. */
    MAX_HEIGHT("maxHeight", 1, PIXELS_MAX),
    /** Percent of the original's size. */
    SCALE("scale", 1, 100),
    /** The resolution that it says it has; pages are drawn with it. */
    PPI("ppi", 1, 2400),
    /** Which page or picture of the file, the first is 0. */
    PAGE("page", 0, 999_999),
    /** Of a JPEG, in percent. */
    QUALITY("quality", 1, 100),
    /** Of PNG and TIFF. */
    COMPRESSION(
        "compression",
        "0–9 or one of none, lzw, zip, packbits",
        Pattern.compile("\\d|none|lzw|zip|packbits").asMatchPredicate()),
    /** What shines through where the picture is transparent. */
    BACKGROUND(
        "background",
        "six hexadecimal digits (RRGGBB)",
        Pattern.compile("#?[0-9a-fA-F]{6}").asMatchPredicate()),
    /** Whether the asset's fields are written into it, as XMP. */
    EMBED_METADATA("embedMetadata"),
    /** Whether the profile of its colours (sRGB) is written into it. */
    EMBED_COLOR_PROFILE("embedColorProfile"),
    /** Whether it says across itself that it is a preview. */
    WATERMARKED("watermarked"),
    /** The width of the part that is shown, in pixels of the original. */
    CROP_WIDTH("cropWidth", 1, PIXELS_MAX),
    /** The height of that part. */
    CROP_HEIGHT("cropHeight", 1, PIXELS_MAX),
    /** Where that part begins, from the left. */
    CROP_OFFSET_X("cropOffsetX", 0, PIXELS_MAX),
    /** Where that part begins, from the top. */
    CROP_OFFSET_Y("cropOffsetY", 0, PIXELS_MAX);

    private final String word;
    private final String allowed;

    @SuppressWarnings("ImmutableEnumChecker") // none of the predicates has a state
    private final Predicate<String> good;

    Key(String word, String allowed, Predicate<String> good) {
      this.word = word;
      this.allowed = allowed;
      this.good = good;
    }

    Key(String word) {
      this(word, "true or false", value -> value.equals("true") || value.equals("false"));
    }

    Key(String word, int min, int max) {
      this(
          word,
          "a whole number from " + min + " to " + max,
          value ->
              value.matches("\\d{1,9}")
                  && Integer.parseInt(value) >= min
                  && Integer.parseInt(value) <= max);
    }

    /** How it is written. */
    public String word() {
      return word;
    }

    /** The value in the form that is kept. */
    private String checked(String value) {
      if (!good.test(value)) {
        throw Problem.badField(
            word,
            value,
            this == MAX_WIDTH || this == MAX_HEIGHT
                ? allowed + ", as in maxWidth_<pixels>_maxHeight_<pixels>.jpg"
                : allowed);
      }
      return switch (this) {
        case BACKGROUND -> value.replace("#", "").toLowerCase(Locale.ROOT);
        case COMPRESSION, EMBED_METADATA, EMBED_COLOR_PROFILE, WATERMARKED -> value;
        default -> String.valueOf(Integer.parseInt(value));
      };
    }

    static Optional<Key> of(String word) {
      for (Key key : values()) {
        if (key.word.equals(word)) {
          return Optional.of(key);
        }
      }
      return Optional.empty();
    }

    static String names() {
      return java.util.Arrays.stream(values()).map(Key::word).collect(Collectors.joining(", "));
    }
  }
}
