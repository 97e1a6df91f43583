package dev.carillon.server.assets.field;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields that an administrator declares, in a file of the home, beside those that ship. */
public final class CustomFields {

  private static final System.Logger LOG = System.getLogger(CustomFields.class.getName());

  private static final String SHIPPED =
      """
      # Your own metadata fields, in addition to the built-in ones, one per line. The server reads
      # this file when it starts, then rebuilds the search index. A server that takes over needs the
      # same file.
      #
      # name, type, values, editable, searchable, label, choices, required
      #   name       a letter, then letters, digits, _, - and . ; cf_ in front keeps it apart from
      #              fields that ship later. A field that ships and that clients may set can get
      #              another label, or choices; no other type.
      #   type       text | choice | number (whole) | decimal | date | datetime | size
      #   values     one | many (of text)
      #   editable   yes: clients may set it | no: they may not
      #   searchable yes | no
      #   choices    value=label pairs separated by |: what a field of type choice can have, what is
      #              suggested for a text; values with / are a tree: a/b is below a
      #   required   yes | no; left out: no
      #
      # [Group] or [Group: kind, kind] begins a group of fields of the editor, for assets of all
      # kinds or of these (assetDomain). Groups come in the order in which they are named first, and
      # before the built-in ones; a group can be named without fields to set the order.
      #
      # A line of a name and the word required makes a field required that is there anyway.
      # Nothing is refused for a required field without a value: metadataComplete says false.
      #
      # Values that are there already stay as they are until they are set again; metadataComplete
      # does until the asset's metadata is changed.
      #
      #cf_keywords, text, many, yes, yes, Keywords
      #cf_length, number, one, yes, yes, Length in seconds
      #cf_campaign, choice, one, yes, yes, Campaign, spring=Spring 2027|autumn=Autumn 2027
      #cf_contract, text, one, yes, yes, Contract, , yes
      #cf_price, decimal, one, yes, yes, Price
      #cf_embargo, date, one, yes, yes, Embargo until
      #copyright, required
      """;

  private CustomFields() {}

  /**
   * The fields that ship and those of the file. Where there is no file, one is written that
   * explains its lines.
   *
   * @throws UncheckedIOException if it can be neither read nor written
   */
  public static FieldRegistry open(Path file) {
    try {
      if (Files.notExists(file)) {
        Files.writeString(file, SHIPPED, StandardOpenOption.CREATE_NEW);
      }
      return of(Files.readAllLines(file, StandardCharsets.UTF_8), file.toString());
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot use " + file, failed);
    }
  }

  /** When a field that ships or one of the file was last changed. */
  public static Instant changed(Path file) {
    try {
      Instant own = Files.getLastModifiedTime(file).toInstant();
      Instant shipped = ShippedFields.date();
      return own.isAfter(shipped) ? own : shipped;
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot use " + file, failed);
    }
  }

  /** A line that is wrong is named in the log, and does not count. */
  static FieldRegistry of(List<String> lines, String where) {
    ShippedFields shipped = ShippedFields.load();
    Map<String, Field> own = new LinkedHashMap<>();
    FieldLayout layout = new FieldLayout();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace("\uFEFF", "").strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        if (FieldLayout.heading(line)) {
          layout.begin(line);
          continue;
        }
        Field field = declared(line, shipped);
        alone(field, own, line);
        own.put(field.name(), field);
        layout.add(field.name());
      } catch (IllegalArgumentException wrong) {
        LOG.log(
            Level.WARNING,
            "{0}, line {1}, is ignored: {2}",
            where,
            Integer.toString(i + 1),
            wrong.getMessage());
      }
    }
    return shipped.and(own.values(), layout);
  }

  private static Field declared(String line, FieldRegistry shipped) {
    List<String> cells = ShippedFields.cells(line);
    if (cells.size() != 2 || !cells.get(1).equals("required")) {
      return checked(ShippedFields.parse(line), shipped).asOwn();
    }
    Field there =
        shipped
            .find(cells.get(0))
            .orElseThrow(() -> new IllegalArgumentException("no such field: " + line));
    boolean ships = shipped.all().contains(there);
    return (ships ? there : checked(there, shipped)).asRequired();
  }

  private static void alone(Field field, Map<String, Field> own, String line) {
    for (String other : own.keySet()) {
      if (other.equalsIgnoreCase(field.name())) {
        throw new IllegalArgumentException("field declared twice: " + line);
      }
    }
  }

  private static Field checked(Field field, FieldRegistry shipped) {
    if (!FieldNames.allowed(field.name())) {
      throw new IllegalArgumentException("'" + field.name() + "' must be " + FieldNames.ALLOWED);
    }
    for (Field ships : shipped.all()) {
      if (ships.name().equalsIgnoreCase(field.name()) && !canBe(ships, field)) {
        throw new IllegalArgumentException(
            "'"
                + field.name()
                + "' ships as '"
                + ships.name()
                + "': a line can give it another label or choices only where clients may set it");
      }
    }
    if (field.multiValue() && field.type() != FieldType.TEXT) {
      throw new IllegalArgumentException(
          "'" + field.name() + "' can have many values only if they are text");
    }
    return field;
  }

  /** Whether a field that ships can be declared like this. */
  private static boolean canBe(Field ships, Field field) {
    boolean chosen = ships.type() == FieldType.TEXT && field.type() == FieldType.CHOICE;
    return ships.name().equals(field.name())
        && ships.editable()
        && ships.multiValue() == field.multiValue()
        && (ships.type() == field.type() || chosen);
  }
}
