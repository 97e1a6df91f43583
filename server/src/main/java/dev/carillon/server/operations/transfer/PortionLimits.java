package dev.carillon.server.operations.transfer;

/**
 * Where a portion of a table ends.
 *
 * @param rows how many it has at most
 * @param bytes after how many there are enough
 */
record PortionLimits(int rows, long bytes) {

  /** Some MB, so that a copy needs little memory; or one row. */
  static final PortionLimits DEFAULT = new PortionLimits(20_000, 8L << 20);
}
