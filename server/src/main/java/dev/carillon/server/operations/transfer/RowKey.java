package dev.carillon.server.operations.transfer;

import java.util.stream.Collectors;

/** The key of a row: its place among others, and what people call it by. */
final class RowKey {

  private RowKey() {}

  /** Before or behind another row of the table, by its key. */
  static int compare(EncodedRow row, EncodedRow other, CopiedTable table) {
    for (CopiedTable.Column column : table.key()) {
      int place = table.place(column);
      byte[] own = row.fields().get(place);
      byte[] others = other.fields().get(place);
      int order =
          EncodedRow.isNull(own) || EncodedRow.isNull(others)
              ? Boolean.compare(EncodedRow.isNull(others), EncodedRow.isNull(own))
              : column.type().order().compare(own, others);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Its key, for people. */
  static String shown(EncodedRow row, CopiedTable table) {
    return table.key().stream()
        .map(column -> column.name() + " " + shown(column, row.fields().get(table.place(column))))
        .collect(Collectors.joining(", "));
  }

  private static String shown(CopiedTable.Column column, byte[] field) {
    return EncodedRow.isNull(field) ? "null" : column.type().shown(field);
  }
}
