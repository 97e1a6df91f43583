package dev.carillon.server.operations.transfer;

import dev.carillon.server.platform.digest.Digests;
import java.io.IOException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Optional;

/** Counts rows as they are read, and adds them to a checksum. */
final class CountedRows {

  private final RowSource rows;
  private final MessageDigest digest = Digests.sha256();
  private long count;

  CountedRows(RowSource rows) {
    this.rows = rows;
  }

  Optional<EncodedRow> next() throws SQLException, IOException {
    Optional<EncodedRow> row = rows.next();
    if (row.isPresent()) {
      count++;
      row.get().addTo(digest);
    }
    return row;
  }

  long count() {
    return count;
  }

  String checksum() {
    return Digests.hex(digest);
  }
}
