package dev.carillon.server.platform.audit;

/**
 * Where the chain begins and ends.
 *
 * @param base the last entry that was purged; what is there begins behind it
 * @param last the last entry
 * @param seal proves that a server with the key wrote this; empty before the first entry
 */
record ChainHead(Link base, Link last, String seal) {

  /** An entry's number and hash; number 0 is no entry. */
  record Link(long seq, String hash) {
    static final Link NONE = new Link(0, "");
  }
}
