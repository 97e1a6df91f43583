package dev.carillon.server.field;

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
 * @param choices for {@link FieldType#CHOICE}: each allowed value and what people call it; else
 *     empty
 */
public record Field(
    String name,
    FieldType type,
    boolean multiValue,
    boolean editable,
    boolean searchable,
    String label,
    Map<String, String> choices) {}
