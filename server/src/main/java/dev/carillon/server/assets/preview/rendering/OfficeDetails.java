package dev.carillon.server.assets.preview.rendering;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What the documents of offices say about themselves: Office Open XML and OpenDocument. */
final class OfficeDetails {

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
