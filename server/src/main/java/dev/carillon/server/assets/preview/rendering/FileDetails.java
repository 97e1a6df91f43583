package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
}
