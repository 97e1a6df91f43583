package dev.carillon.server.operations.transfer;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/**
 * The rows of a table of PostgreSQL in the order of its key, read by a binary copy: the driver
 * holds one row at a time, however large the table is.
 */
final class TargetRows implements RowSource {

  /** Before the first row: a signature, flags, and the length of an extension that is empty. */
  private static final int HEADER_BYTES = 19;

  private static final int END = -1;

  private final DataInputStream in;
  private boolean ended;

  private TargetRows(DataInputStream in) {
    this.in = in;
  }

  static TargetRows byKey(Connection connection, CopiedTable table)
      throws SQLException, IOException {
    String copy =
        "copy (select %s from %s order by %s) to stdout (format binary)"
            .formatted(table.columnList(), table.quoted(), table.keyOrder());
    DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new PGCopyInputStream(connection.unwrap(PGConnection.class), copy)));
    in.skipNBytes(HEADER_BYTES);
    return new TargetRows(in);
  }

  @Override
  public Optional<EncodedRow> next() throws IOException {
    int count = ended ? END : in.readShort();
    if (count == END) {
      ended = true;
      if (in.read() >= 0) {
        throw new IOException("PostgreSQL sends rows behind the last one");
      }
      return Optional.empty();
    }
    List<byte[]> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      fields.add(length < 0 ? EncodedRow.NONE : in.readNBytes(length));
    }
    return Optional.of(new EncodedRow(fields));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
