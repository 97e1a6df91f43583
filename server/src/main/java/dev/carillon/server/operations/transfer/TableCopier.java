package dev.carillon.server.operations.transfer;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Copies a table in portions. Each is a transaction that also notes how far it came, and no larger
 * than some MB, or than one row.
 */
final class TableCopier {

  /** The signature of a binary copy, no flags, no extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final byte[] END = {(byte) 0xFF, (byte) 0xFF};

  private final SourceFile source;
  private final TargetDatabase target;
  private final PortionLimits limits;
  private final BiConsumer<CopiedTable, CopyProgress> copied;
  private final CopyState state;

  /**
   * From one into the other.
   *
   * @param copied is told after each portion
   */
  TableCopier(
      SourceFile source,
      TargetDatabase target,
      PortionLimits limits,
      BiConsumer<CopiedTable, CopyProgress> copied) {
    this.source = source;
    this.target = target;
    this.limits = limits;
    this.copied = copied;
    this.state = CopyState.in(target);
  }

  /** Copies what is not copied yet. */
  CopyProgress copy(CopiedTable table) throws SQLException {
    CopyProgress progress = state.of(table);
    if (progress.done()) {
      target.connection().rollback();
      return progress;
    }
    // what a crash of PostgreSQL takes back of it, it takes back with the note of it
    target.execute("set synchronous_commit = off");
    try (SourceRows rows = SourceRows.behind(source.connection(), table, progress.position())) {
      Portion portion = new Portion(table, rows, progress);
      while (!progress.done()) {
        progress = portion.copy(progress);
        target.connection().commit();
        copied.accept(table, progress);
      }
    }
    target.execute("analyze " + table.quoted());
    target.execute("set synchronous_commit = on");
    target.connection().commit();
    return progress;
  }

  /** One transaction's rows after the other. */
  private final class Portion {

    private final CopiedTable table;
    private final SourceRows rows;
    private final long replacedBefore;

    Portion(CopiedTable table, SourceRows rows, CopyProgress before) {
      this.table = table;
      this.rows = rows;
      this.replacedBefore = before.replaced();
    }

    CopyProgress copy(CopyProgress from) throws SQLException {
      CopyIn copy =
          target
              .connection()
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "copy %s (%s) from stdin (format binary)"
                      .formatted(table.quoted(), table.columnList()));
      CopyProgress to;
      try {
        to = fill(copy, from);
        copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
      state.moveOn(table, from, to);
      return to;
    }

    private CopyProgress fill(CopyIn copy, CopyProgress from) throws SQLException {
      CopyProgress to = from;
      long bytes = 0;
      int count = 0;
      copy.writeToCopy(HEADER, 0, HEADER.length);
      while (count < limits.rows() && bytes < limits.bytes()) {
        Optional<EncodedRow> row = rows.next();
        if (row.isEmpty()) {
          to = new CopyProgress(to.copied(), to.position(), replaced(), true);
          break;
        }
        byte[] encoded = row.get().bytes();
        copy.writeToCopy(encoded, 0, encoded.length);
        bytes += encoded.length;
        count++;
        to = new CopyProgress(from.copied() + count, to.position(), replaced(), false);
      }
      copy.writeToCopy(END, 0, END.length);
      return to.done() ? to : new CopyProgress(to.copied(), rows.position(), to.replaced(), false);
    }

    private long replaced() {
      return replacedBefore + rows.replaced();
    }
  }
}
