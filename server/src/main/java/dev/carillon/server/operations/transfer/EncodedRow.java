package dev.carillon.server.operations.transfer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * A row as a binary copy of PostgreSQL has it: the same bytes for the same values, whichever
 * database they were read from.
 *
 * @param fields in the order of the table's columns; {@link #NONE} for null
 */
record EncodedRow(List<byte[]> fields) {

  /** Stands for null; told from an empty value by its identity. */
  static final byte[] NONE = new byte[0];

  private static final int NULL_LENGTH = -1;

  /** How many bytes it has in a copy. */
  long size() {
    return Short.BYTES + fields.stream().mapToLong(field -> Integer.BYTES + field.length).sum();
  }

  /** The row in a copy. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(size()));
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(fields.size());
      for (byte[] field : fields) {
        out.writeInt(lengthOf(field));
        out.write(field);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Adds it to a checksum of rows. */
  void addTo(MessageDigest digest) {
    for (byte[] field : fields) {
      int length = lengthOf(field);
      for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        digest.update((byte) (length >> shift));
      }
      digest.update(field);
    }
  }

  /** The columns in which another row has other values. */
  List<String> differences(EncodedRow other, CopiedTable table) {
    return table.columns().stream()
        .filter(column -> !same(other, table.place(column)))
        .map(CopiedTable.Column::name)
        .toList();
  }

  private boolean same(EncodedRow other, int place) {
    byte[] own = fields.get(place);
    byte[] others = other.fields.get(place);
    return lengthOf(own) == lengthOf(others) && Arrays.equals(own, others);
  }

  private static int lengthOf(byte[] field) {
    return isNull(field) ? NULL_LENGTH : field.length;
  }

  @SuppressWarnings("ReferenceEquality")
  static boolean isNull(byte[] field) {
    return field == NONE;
  }
}
