package dev.carillon.server.assets.search.opensearch;

/**
 * One index of OpenSearch as its writer knows it: the one that searches ask, or one that is built.
 *
 * @param name what it is called
 * @param alias by which it is written
 * @param position up to which change it has everything
 * @param unread the first change whose words could not be read since then; {@link Long#MAX_VALUE}
 *     where there is none
 * @param pruned up to which change the log had forgotten removals when it was made: those it did
 *     not need
 */
record IndexCopy(String name, String alias, long position, long unread, long pruned) {

  /** Without anything that could not be read. */
  IndexCopy(String name, String alias, long position, long pruned) {
    this(name, alias, position, Long.MAX_VALUE, pruned);
  }

  /** The same index, further on. */
  IndexCopy at(long reached, long unreadSince) {
    return new IndexCopy(name, alias, reached, Math.min(unread, unreadSince), pruned);
  }

  /** Up to which change it is whole, words of files included. */
  long whole() {
    return Math.min(position, unread - 1);
  }

  /** The same index, to be written again from where it is whole. */
  IndexCopy again() {
    return new IndexCopy(name, alias, whole(), pruned);
  }

  /** The same index, written by another alias. */
  IndexCopy as(String other) {
    return new IndexCopy(name, other, position, unread, pruned);
  }
}
