package dev.carillon.server.operations.transfer;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** Rows of a table, one at a time. */
interface RowSource extends AutoCloseable {

  /** The next row; empty behind the last. */
  Optional<EncodedRow> next() throws SQLException, IOException;

  @Override
  void close() throws SQLException, IOException;
}
