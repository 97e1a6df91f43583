package dev.carillon.server.assets.translations;

import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Texts by key. Those that ship are English; {@code <bundle>_<locale>.properties} in the folder
 * {@code config/messages} add to them or replace them.
 *
 * @param folder where an administrator's own are
 * @param shipped from when the shipped ones are
 */
public record Translations(FieldRegistry registry, Path folder, Instant shipped) {

  /** The bundle that every answer holds. */
  static final String COMMON = "cmn";

  private static final String NAME = "[0-9A-Za-z_-]{1,50}";
  private static final List<String> RELATIONS =
      List.of("related", "references", "contains", "duplicate", "variation");

  /**
   * The common texts and those of a bundle; of several locales the first that has a text counts.
   *
   * @throws Problem 400 where a name cannot be one
   */
  Map<String, String> of(String bundle, List<String> locales) {
    Map<String, String> texts = new TreeMap<>(english());
    for (String locale : locales.reversed()) {
      texts.putAll(read(file(COMMON, locale)));
      texts.putAll(read(file(bundle, locale)));
    }
    return texts;
  }

  /** When any of them last changed. */
  Instant changed() {
    if (!Files.isDirectory(folder)) {
      return shipped;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return Stream.concat(files, Stream.of(folder))
          .map(Translations::modified)
          .reduce(shipped, (a, b) -> a.isAfter(b) ? a : b);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Map<String, String> english() {
    Map<String, String> texts = new TreeMap<>();
    for (Field field : registry.all()) {
      texts.put("field_label." + field.name(), field.label());
      field
          .choices()
          .forEach(
              (value, label) ->
                  texts.put("field_value_label." + field.name() + "." + value, label));
    }
    for (String type : RELATIONS) {
      String label = Character.toUpperCase(type.charAt(0)) + type.substring(1);
      texts.put("relation." + type + ".label", label);
    }
    return texts;
  }

  private Path file(String bundle, String locale) {
    if (!bundle.matches(NAME)) {
      throw Problem.badField("bundle", bundle, "letters, digits, _ and -");
    }
    if (!locale.matches(NAME)) {
      throw Problem.badField("localeChain", locale, "locales such as en_US, separated by commas");
    }
    return folder.resolve(bundle + "_" + locale.replace('-', '_') + ".properties");
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> texts = new TreeMap<>();
    if (Files.isRegularFile(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
    }
    return texts;
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException gone) {
      return Instant.EPOCH;
    }
  }
}
