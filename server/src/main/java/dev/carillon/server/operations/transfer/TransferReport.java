package dev.carillon.server.operations.transfer;

import java.util.List;

/**
 * What a transfer came to.
 *
 * @param database the address of the new database
 * @param tables all that were compared; none where that was done by an earlier run
 * @param replaced in how many texts U+0000 was replaced by U+FFFD
 * @param switched whether the home uses the new database
 */
record TransferReport(String database, List<TableVerdict> tables, long replaced, boolean switched) {

  TransferReport {
    tables = List.copyOf(tables);
  }

  /** Whether all tables are equal. */
  boolean equal() {
    return tables.stream().allMatch(TableVerdict::equal);
  }
}
