package dev.carillon.server.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.digest.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * How entries hang together. An entry's hash is SHA-256 of the hash before, its number, and its
 * members in a fixed order, each with its length in front: no two entries have the same bytes.
 */
final class HashChain {

  private HashChain() {}

  /** The hash, in hexadecimal digits, of this entry behind that one. */
  static String hash(String before, long seq, AuditEntry entry) {
    MessageDigest digest = Digests.sha256();
    add(digest, before);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seq).flip());
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(entry.atMillis()).flip());
    digest.update(
        ByteBuffer.allocate(2 * Integer.BYTES)
            .putInt(entry.outcome().status())
            .putInt(entry.outcome().times())
            .flip());
    for (String text : texts(entry)) {
      add(digest, text);
    }
    return Digests.hex(digest);
  }

  /** The members that are texts, in the order in which they are hashed. */
  static List<String> texts(AuditEntry entry) {
    AuditEntry.Who who = entry.who();
    return List.of(
        who.actor(),
        who.via(),
        who.tokenId(),
        who.address(),
        who.requestId(),
        entry.action(),
        entry.subject().type(),
        entry.subject().id(),
        entry.subject().name(),
        entry.outcome().result(),
        entry.diff().before(),
        entry.diff().after());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
