package dev.carillon.server.assets.field;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The registry that ships with the server, read from {@code fields.csv} beside this class; {@link
 * CustomFields} adds to it.
 */
public final class ShippedFields implements FieldRegistry {

  private static final String CUSTOM_PREFIX = "cf_";

  private final Map<String, Field> fields;
  private final List<Field> all;
  private final FieldLayout layout;

  /**
   * A registry of these lines, in the format that {@code fields.csv} explains at its top.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  public ShippedFields(List<String> lines) {
    fields = new LinkedHashMap<>();
    layout = new FieldLayout();
    for (String line : lines) {
      if (FieldLayout.heading(line)) {
        layout.begin(line);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        Field field = parse(line);
        if (fields.put(field.name(), field) != null) {
          throw new IllegalArgumentException("field declared twice: " + line);
        }
        layout.add(field.name());
      }
    }
    all = List.copyOf(fields.values());
  }

  private ShippedFields(Map<String, Field> fields, FieldLayout layout) {
    this.fields = fields;
    this.layout = layout;
    all = List.copyOf(fields.values());
  }

  /**
   * These fields and others, which come last; one of the same name takes the place of ours.
   *
   * @param groups which groups come before ours, and which fields are in them
   */
  ShippedFields and(Collection<Field> others, FieldLayout groups) {
    Map<String, Field> both = new LinkedHashMap<>(fields);
    others.forEach(field -> both.put(field.name(), field));
    return new ShippedFields(both, groups.over(layout));
  }

  /** When the fields that ship were built. */
  public static Instant date() {
    URL file = Objects.requireNonNull(ShippedFields.class.getResource("fields.csv"));
    try {
      URLConnection connection = file.openConnection();
      connection.setUseCaches(false);
      long modified = connection.getLastModified();
      connection.getInputStream().close();
      return Instant.ofEpochMilli(modified);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The fields that ship. */
  public static ShippedFields load() {
    try (InputStream in =
        Objects.requireNonNull(ShippedFields.class.getResourceAsStream("fields.csv"))) {
      return new ShippedFields(
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Field> find(String name) {
    Field declared = fields.get(name);
    if (declared == null && custom(name) && FieldNames.allowed(name)) {
      return Optional.of(undeclared(name));
    }
    return Optional.ofNullable(declared);
  }

  @Override
  public List<Field> all() {
    return all;
  }

  @Override
  public List<FieldGroup> groups() {
    return layout.groups(all);
  }

  /** Whether a name is one of an installation's own, which needs no declaration. */
  static boolean custom(String name) {
    return name.startsWith(CUSTOM_PREFIX);
  }

  /** The field that an undeclared name becomes. */
  static Field undeclared(String name) {
    return new Field(name, FieldType.TEXT, false, true, true, name, Map.of());
  }

  static Field parse(String line) {
    List<String> cells = cells(line);
    if (cells.size() < 6 || cells.size() > 8) {
      throw new IllegalArgumentException("a field needs 6 to 8 cells: " + line);
    }
    FieldType type =
        switch (cells.get(1)) {
          case "text" -> FieldType.TEXT;
          case "choice" -> FieldType.CHOICE;
          case "number" -> FieldType.NUMBER;
          case "decimal" -> FieldType.DECIMAL;
          case "date" -> FieldType.DATE;
          case "datetime" -> FieldType.DATETIME;
          case "size" -> FieldType.SIZE;
          default -> throw new IllegalArgumentException("no such type of field: " + line);
        };
    Map<String, String> choices = choices(cells.size() > 6 ? cells.get(6) : "");
    boolean possible = type == FieldType.CHOICE || type == FieldType.TEXT;
    if (choices.isEmpty() ? type == FieldType.CHOICE : !possible) {
      throw new IllegalArgumentException(
          "a choice needs choices, and only a text can have some too: " + line);
    }
    Field field =
        new Field(
            cells.get(0),
            type,
            either(cells.get(2), "many", "one", line),
            either(cells.get(3), "yes", "no", line),
            either(cells.get(4), "yes", "no", line),
            cells.get(5),
            choices);
    boolean required = cells.size() == 8 && either(cells.get(7), "yes", "no", line);
    return required ? field.asRequired() : field;
  }

  static List<String> cells(String line) {
    return Arrays.stream(line.split(",")).map(String::strip).toList();
  }

  private static boolean either(String cell, String yes, String no, String line) {
    if (!cell.equals(yes) && !cell.equals(no)) {
      throw new IllegalArgumentException(
          "'" + cell + "' must be '" + yes + "' or '" + no + "': " + line);
    }
    return cell.equals(yes);
  }

  private static Map<String, String> choices(String cell) {
    Map<String, String> choices = new LinkedHashMap<>();
    for (String pair : cell.split("\\|")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        choices.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return java.util.Collections.unmodifiableMap(choices);
  }
}
