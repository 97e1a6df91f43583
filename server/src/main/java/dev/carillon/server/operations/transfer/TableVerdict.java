package dev.carillon.server.operations.transfer;

/**
 * What a table came to.
 *
 * @param rows how many there are in SQLite
 * @param copied how many there are in PostgreSQL
 * @param sha256 of all values in SQLite
 * @param copiedSha256 of all values in PostgreSQL
 * @param difference the first one, in words; empty where there is none
 */
record TableVerdict(
    String table, long rows, long copied, String sha256, String copiedSha256, String difference) {

  boolean equal() {
    return difference.isEmpty() && rows == copied && sha256.equals(copiedSha256);
  }
}
