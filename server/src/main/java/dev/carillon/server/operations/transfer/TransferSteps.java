package dev.carillon.server.operations.transfer;

import java.util.List;

/** Gets to know what a transfer has done. */
interface TransferSteps {

  /** The copy began, or continued. */
  void began(CopyBeginning how, List<CopiedTable> tables);

  /** A portion of a table was copied. */
  void copied(CopiedTable table, CopyProgress progress);

  /** A table was compared. */
  void compared(TableVerdict verdict);
}
