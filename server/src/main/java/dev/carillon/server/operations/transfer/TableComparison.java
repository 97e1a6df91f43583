package dev.carillon.server.operations.transfer;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Compares a table of both databases: reads the rows of each in the order of the key, and makes a
 * checksum of all values of each.
 */
final class TableComparison {

  private final CopiedTable table;
  private final CountedRows before;
  private final CountedRows after;
  private String difference = "";

  private TableComparison(CopiedTable table, RowSource before, RowSource after) {
    this.table = table;
    this.before = new CountedRows(before);
    this.after = new CountedRows(after);
  }

  /** Reads all of both. */
  static TableVerdict of(SourceFile source, TargetDatabase target, CopiedTable table)
      throws SQLException, IOException {
    try (SourceRows before = SourceRows.byKey(source.connection(), table);
        TargetRows after = TargetRows.byKey(target.connection(), table)) {
      return new TableComparison(table, before, after).verdict();
    }
  }

  private TableVerdict verdict() throws SQLException, IOException {
    Optional<EncodedRow> here = before.next();
    Optional<EncodedRow> there = after.next();
    while (here.isPresent() || there.isPresent()) {
      int order = order(here, there);
      note(order, here, there);
      here = order <= 0 ? before.next() : here;
      there = order >= 0 ? after.next() : there;
    }
    return new TableVerdict(
        table.name(),
        before.count(),
        after.count(),
        before.checksum(),
        after.checksum(),
        difference);
  }

  private int order(Optional<EncodedRow> here, Optional<EncodedRow> there) {
    if (here.isEmpty() || there.isEmpty()) {
      return here.isEmpty() ? 1 : -1;
    }
    return RowKey.compare(here.get(), there.get(), table);
  }

  private void note(int order, Optional<EncodedRow> here, Optional<EncodedRow> there) {
    if (!difference.isEmpty()) {
      return;
    }
    if (order < 0) {
      difference = "the row %s is missing".formatted(RowKey.shown(here.orElseThrow(), table));
    } else if (order > 0) {
      difference =
          "the row %s should not be there".formatted(RowKey.shown(there.orElseThrow(), table));
    } else {
      EncodedRow row = here.orElseThrow();
      var columns = row.differences(there.orElseThrow(), table);
      if (!columns.isEmpty()) {
        difference =
            "the row %s differs in %s"
                .formatted(RowKey.shown(row, table), String.join(", ", columns));
      }
    }
  }
}
