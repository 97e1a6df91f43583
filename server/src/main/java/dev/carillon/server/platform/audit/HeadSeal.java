package dev.carillon.server.platform.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.server.platform.digest.Hmac;
import java.security.MessageDigest;

/** Seals heads with a key that is not in the database: HMAC-SHA-256. Thread-safe. */
final class HeadSeal {

  private final Hmac hmac;

  HeadSeal(byte[] key) {
    hmac = new Hmac(key);
  }

  /** The same head with its seal. */
  ChainHead sealed(ChainHead.Link base, ChainHead.Link last) {
    return new ChainHead(base, last, seal("head", base, last));
  }

  /**
   * Whether a server with this key wrote this head. The head before the first entry has no seal.
   */
  boolean holds(ChainHead head) {
    boolean untouched = head.last().seq() == 0 && head.base().seq() == 0;
    return untouched || same(seal("head", head.base(), head.last()), head.seal());
  }

  /** The seal of one entry, for what is kept outside of the database. */
  String of(ChainHead.Link link) {
    return seal("link", ChainHead.Link.NONE, link);
  }

  /** Whether this is that entry's seal. */
  boolean holds(ChainHead.Link link, String seal) {
    return same(of(link), seal);
  }

  private String seal(String what, ChainHead.Link base, ChainHead.Link last) {
    return hmac.hex(
        String.join(
            " ",
            "carillon-audit",
            what,
            base.seq() + "",
            base.hash(),
            last.seq() + "",
            last.hash()));
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
  }
}
