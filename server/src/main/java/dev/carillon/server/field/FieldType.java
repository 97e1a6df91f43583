package dev.carillon.server.field;

/** What a field's value is in memory, in storage and in answers. */
public enum FieldType {
  /** A {@link String}. */
  TEXT,
  /** A {@link String} out of predefined ones; shown as {@code {"value","formatted"}}. */
  CHOICE,
  /** A {@link Long} or {@link Double}; shown as a number. */
  NUMBER,
  /** A {@link Long}, milliseconds since 1970; shown as {@code {"value","formatted"}}. */
  DATETIME,
  /** A {@link Long}, bytes; shown as {@code {"value","formatted"}} such as {@code 1.2 MB}. */
  SIZE
}
