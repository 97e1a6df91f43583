package dev.carillon.server.assets.field;

/** What a field's value is in memory, in storage and in answers. */
public enum FieldType {
  /** A {@link String}. */
  TEXT,
  /** A {@link String} out of predefined ones; shown as {@code {"value","formatted"}}. */
  CHOICE,
  /** A whole number: a {@link Long}, beyond 2^53 a {@link Double}; shown as a number. */
  NUMBER,
  /** A number with or without a fraction: a {@link Long} or {@link Double}; shown as a number. */
  DECIMAL,
  /**
   * A day: a {@link Long}, milliseconds from 1970 to its midnight in UTC, so that it is the same
   * day in every time zone; shown as {@code {"value","formatted"}} such as {@code 2026-11-25}.
   */
  DATE,
  /** A {@link Long}, milliseconds since 1970; shown as {@code {"value","formatted"}}. */
  DATETIME,
  /** A {@link Long}, bytes; shown as {@code {"value","formatted"}} such as {@code 1.2 MB}. */
  SIZE
}
