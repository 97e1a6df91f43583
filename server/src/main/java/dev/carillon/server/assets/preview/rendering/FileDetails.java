package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about itself: fields and their texts, and its words. What it is, its first bytes
 * say. What becomes of the values is decided where the fields are known.
 */
final class FileDetails {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int TEXT_MAX = 20_000;
  private static final int VALUES_MAX = 1_000;

  /** Of all values together, so that the answer is never longer than one is read. */
  private static final int CHARACTERS_MAX = 500_000;

  private static final int HEAD_BYTES = 1024;

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private int room = CHARACTERS_MAX;

  /** A JSON object of field names and lists of texts; empty where the file cannot be read. */
  static byte[] values(Path file) throws IOException {
    FileDetails details = new FileDetails();
    try {
      switch (Kind.of(file)) {
        case PDF -> PdfDetails.read(file, details);
        case ZIP -> OfficeDetails.read(file, details);
        case SVG -> SvgDetails.read(file, details);
        case INDESIGN -> XmpScan.read(file, details);
        case OTHER -> {
          Id3Tags.read(file, details);
          EmbeddedReader.read(file, details);
        }
      }
    } catch (IOException | RuntimeException | StackOverflowError bad) {
      // what was read before counts
    }
    return MAPPER.writeValueAsBytes(details.values);
  }

  /** Writes a file's words; whether all that are ever looked at could be read in time. */
  static boolean text(Path file, Path text) throws IOException {
    try {
      return switch (Kind.of(file)) {
        case PDF -> PdfDetails.text(file, text);
        case ZIP -> OfficeDetails.text(file, text);
        case SVG -> SvgDetails.text(file, text);
        case INDESIGN, OTHER -> false;
      };
    } catch (IOException | RuntimeException | StackOverflowError bad) {
      return false;
    }
  }

  /** Gives a field this value where it has none. */
  void add(String field, @Nullable String value) {
    if (value != null && !value.isBlank() && !values.containsKey(field)) {
      set(field, List.of(value));
    }
  }

  /** Gives a field these values where it has none. */
  void addAll(String field, List<String> given) {
    List<String> clean = given.stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (!clean.isEmpty() && !values.containsKey(field)) {
      set(field, clean);
    }
  }

  /** Gives a field these values. */
  void set(String field, List<String> given) {
    values.getOrDefault(field, List.of()).forEach(value -> room += value.length());
    List<String> kept = new ArrayList<>();
    for (String value : given.stream().limit(VALUES_MAX).map(FileDetails::shortened).toList()) {
      if (value.length() > room) {
        break;
      }
      room -= value.length();
      kept.add(value);
    }
    if (kept.isEmpty()) {
      values.remove(field);
    } else {
      values.put(field, kept);
    }
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), TEXT_MAX));
  }

  /** What a file is, as far as it matters to who reads it. */
  private enum Kind {
    PDF,
    ZIP,
    SVG,
    INDESIGN,
    OTHER;

    static Kind of(Path file) throws IOException {
      String head;
      try (InputStream in = Files.newInputStream(file)) {
        head = new String(in.readNBytes(HEAD_BYTES), ISO_8859_1);
      }
      if (head.startsWith("%PDF")) {
        return PDF;
      }
      if (head.startsWith("PK\3\4")) {
        return ZIP;
      }
      if (head.startsWith("\u0006\u0006\u00ed\u00f5\u00d8\u001dF\u00e5")) {
        return INDESIGN;
      }
      return head.contains("<svg") || head.contains("<!DOCTYPE svg") ? SVG : OTHER;
    }
  }

  /** What an SVG says about itself. */
  private static final class SvgDetails {

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

  /** What the documents of offices say about themselves: Office Open XML and OpenDocument. */
  private static final class OfficeDetails {

    /** Elements whose texts become values of fields. */
    private static final Map<String, String> FIELDS =
        Map.ofEntries(
            Map.entry("title", "title"),
            Map.entry("creator", "author"),
            Map.entry("initial-creator", "author"),
            Map.entry("description", "description"),
            Map.entry("created", "created"),
            Map.entry("creation-date", "created"),
            Map.entry("language", "language"),
            Map.entry("category", "category"),
            Map.entry("Application", "software"),
            Map.entry("generator", "software"),
            Map.entry("Pages", "numberOfPages"),
            Map.entry("Slides", "numberOfPages"));

    private static final Set<String> KEYWORDS = Set.of("keywords", "keyword");

    private static final List<String> ABOUT =
        List.of("docProps/core.xml", "docProps/app.xml", "meta.xml");

    /** Where the words are, in their order. */
    private static final Pattern WORDS =
        Pattern.compile(
            "word/document\\.xml|xl/sharedStrings\\.xml|ppt/slides/slide(\\d{1,6})\\.xml"
                + "|content\\.xml");

    private static final int PARTS_MAX = 1_000;

    private OfficeDetails() {}

    static void read(Path file, FileDetails details) throws IOException {
      try (ZipFile zip = new ZipFile(file.toFile())) {
        for (String name : ABOUT) {
          ZipEntry entry = zip.getEntry(name);
          if (entry != null) {
            try (InputStream in = zip.getInputStream(entry)) {
              XmlTexts.each(in, (element, text) -> about(element, text, details));
            }
          }
        }
      }
    }

    private static void about(String element, String text, FileDetails details) {
      if (KEYWORDS.contains(element)) {
        details.addAll("tags", List.of(text.split("[,;]")));
      }
      String field = FIELDS.get(element);
      if (field != null) {
        details.add(field, text);
      }
    }

    static boolean text(Path file, Path text) throws IOException {
      try (ZipFile zip = new ZipFile(file.toFile());
          Writer out = new TruncatedWriter(Files.newOutputStream(text), StandardCharsets.UTF_8)) {
        List<? extends ZipEntry> parts =
            zip.stream()
                .filter(entry -> WORDS.matcher(entry.getName()).matches())
                .sorted(Comparator.comparingInt(OfficeDetails::number))
                .limit(PARTS_MAX)
                .toList();
        for (ZipEntry part : parts) {
          try (InputStream in = zip.getInputStream(part)) {
            XmlTexts.write(in, out);
          }
        }
        return !parts.isEmpty();
      } catch (TruncatedWriter.Enough enough) {
        return true;
      }
    }

    private static int number(ZipEntry part) {
      Matcher words = WORDS.matcher(part.getName());
      return words.matches()
          ? Optional.ofNullable(words.group(1)).map(Integer::parseInt).orElse(0)
          : 0;
    }
  }
}
