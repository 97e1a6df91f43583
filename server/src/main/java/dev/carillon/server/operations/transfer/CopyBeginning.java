package dev.carillon.server.operations.transfer;

/** How a copy begins. */
enum CopyBeginning {
  /** Into empty tables. */
  ANEW,
  /** Behind what an interrupted one has copied. */
  CONTINUED,
  /** Into tables that were emptied: the home was used since an interrupted one began. */
  REPEATED
}
