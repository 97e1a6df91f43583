package dev.carillon.server.assets.field;

import java.util.Map;

/**
 * One metadata field.
 *
 * @param name its technical name, such as {@code assetPath}
 * @param type what its values are
 * @param multiValue whether a value is a {@link java.util.List} of such values
 * @param editable whether clients may set it; others are derived and kept by the server
 * @param searchable whether queries may name it
 * @param label what people call it
 * @param choices each value and what people call it: of a {@link FieldType#CHOICE} those that are
 *     allowed, of a {@link FieldType#TEXT} those that are suggested, if any; else empty
 * @param required whether an asset without a value says of itself that its metadata is not
 *     complete; nothing is refused for that
 * @param own whether an administrator declared it; others ship, or are declared nowhere
 */
public record Field(
    String name,
    FieldType type,
    boolean multiValue,
    boolean editable,
    boolean searchable,
    String label,
    Map<String, String> choices,
    boolean required,
    boolean own) {

  /** A field that may be left empty. */
  public Field(
      String name,
      FieldType type,
      boolean multiValue,
      boolean editable,
      boolean searchable,
      String label,
      Map<String, String> choices) {
    this(name, type, multiValue, editable, searchable, label, choices, false, false);
  }

  /**
   * The field, which must have a value.
   *
   * @throws IllegalArgumentException if clients may not set it
   */
  Field asRequired() {
    if (!editable) {
      throw new IllegalArgumentException(
          "'" + name + "' is set by the server, and cannot be required");
    }
    return new Field(name, type, multiValue, editable, searchable, label, choices, true, own);
  }

  /** The field, as an administrator's. */
  public Field asOwn() {
    return new Field(name, type, multiValue, editable, searchable, label, choices, required, true);
  }
}
