package dev.carillon.hooks.signature;

import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * The two signatures by one token, keyed hashes (HMAC-SHA256) that are laid into a request. For one
 * thread.
 */
final class HmacSignatures {

  /** How long a hash is in hex. */
  static final int HOOK_BYTES = 64;

  /** How long {@code v1,} and a hash in base64 are. */
  static final int STANDARD_BYTES = 47;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final Mac hook;
  private final Mac standard;
  private final byte[] hash = new byte[32];
  private final byte[] text = new byte[44];

  /** Uses two hashes, which have their keys and are used for nothing else. */
  HmacSignatures(Mac hook, Mac standard) {
    this.hook = hook;
    this.standard = standard;
  }

  /** Lays {@link Signer#hookSignature} there. */
  void layHook(byte[] body, byte[] into, int at) {
    hook.update(body);
    finish(hook);
    int to = at;
    for (byte each : hash) {
      into[to++] = HEX[(each >> 4) & 0xf];
      into[to++] = HEX[each & 0xf];
    }
  }

  /**
   * Lays {@link Signer#standardSignature} there.
   *
   * @param prefix what is signed before the body: id and time, each with a full stop behind it
   */
  void layStandard(byte[] prefix, byte[] body, byte[] into, int at) {
    standard.update(prefix);
    standard.update(body);
    finish(standard);
    Base64.getEncoder().encode(hash, text);
    into[at] = 'v';
    into[at + 1] = '1';
    into[at + 2] = ',';
    System.arraycopy(text, 0, into, at + 3, text.length);
  }

  /** Writes the hash; the key stays, for the next one. */
  private void finish(Mac mac) {
    try {
      mac.doFinal(hash, 0);
    } catch (ShortBufferException never) {
      throw new IllegalStateException("a SHA-256 has 32 bytes", never);
    }
  }
}
