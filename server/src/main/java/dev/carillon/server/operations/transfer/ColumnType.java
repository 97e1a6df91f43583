package dev.carillon.server.operations.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** The types of columns in PostgreSQL that the product's tables have, and their bytes in a copy. */
enum ColumnType {
  BIGINT(Long.BYTES, Long.MIN_VALUE, Long.MAX_VALUE),
  INTEGER(Integer.BYTES, Integer.MIN_VALUE, Integer.MAX_VALUE),
  SMALLINT(Short.BYTES, Short.MIN_VALUE, Short.MAX_VALUE),
  BOOLEAN(1, 0, 1),
  TEXT(0, 0, 0),
  BYTEA(0, 0, 0);

  private static final int SHOWN_MAX = 60;

  private final int bytes;
  private final long least;
  private final long greatest;

  ColumnType(int bytes, long least, long greatest) {
    this.bytes = bytes;
    this.least = least;
    this.greatest = greatest;
  }

  /**
   * The type with this name in PostgreSQL.
   *
   * @throws IllegalArgumentException where the product's tables have no column of it
   */
  static ColumnType of(String name) {
    return Arrays.stream(values())
        .filter(type -> type.sqlName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no table has columns of type " + name));
  }

  /** The order of values that both databases give, by their bytes. */
  Comparator<byte[]> order() {
    return bytes == 0 ? Arrays::compareUnsigned : Comparator.comparingLong(this::number);
  }

  /**
   * A value of SQLite as PostgreSQL takes and gives it in a binary copy.
   *
   * @throws IllegalArgumentException where a column of this type cannot hold it; the message ends a
   *     sentence that begins with the column
   */
  byte[] encoded(Object value) {
    return switch (this) {
      case TEXT -> value instanceof String text ? text.getBytes(UTF_8) : refuse(value, "only text");
      case BYTEA -> value instanceof byte[] all ? all : refuse(value, "only bytes");
      case BIGINT, INTEGER, SMALLINT, BOOLEAN ->
          (value instanceof Integer || value instanceof Long)
                  && ((Number) value).longValue() >= least
                  && ((Number) value).longValue() <= greatest
              ? encoded(((Number) value).longValue())
              : refuse(value, "whole numbers from %d to %d".formatted(least, greatest));
    };
  }

  /** A value as people read it; long ones are cut. */
  String shown(byte[] value) {
    return switch (this) {
      case TEXT -> "'" + cut(new String(value, UTF_8)) + "'";
      case BYTEA -> value.length + " bytes";
      case BIGINT, INTEGER, SMALLINT, BOOLEAN -> Long.toString(number(value));
    };
  }

  /** How SQL calls it. */
  String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private byte[] encoded(long number) {
    byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    return Arrays.copyOfRange(all, Long.BYTES - bytes, Long.BYTES);
  }

  private long number(byte[] value) {
    return switch (this) {
      case BIGINT -> ByteBuffer.wrap(value).getLong();
      case INTEGER -> ByteBuffer.wrap(value).getInt();
      case SMALLINT -> ByteBuffer.wrap(value).getShort();
      case BOOLEAN, TEXT, BYTEA -> value[0];
    };
  }

  private byte[] refuse(Object value, String allowed) {
    String shown = value instanceof byte[] all ? all.length + " bytes" : "'" + cut(value) + "'";
    throw new IllegalArgumentException(
        "holds %s, but its type %s on PostgreSQL allows %s".formatted(shown, sqlName(), allowed));
  }

  private static String cut(Object value) {
    String text = value.toString();
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }
}
