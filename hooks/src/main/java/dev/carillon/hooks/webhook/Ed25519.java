package dev.carillon.hooks.webhook;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Signatures by RFC 8032 with keys as Standard Webhooks has them: the 32 bytes of the public key,
 * and the 32 bytes that the private key is made of.
 */
public final class Ed25519 {

  /** How long a public key and the seed of a private one are. */
  public static final int KEY_BYTES = 32;

  /** How long a signature is. */
  public static final int SIGNATURE_BYTES = 64;

  private static final String ALGORITHM = "Ed25519";

  /** What stands before the bytes of a key in the forms of RFC 8410. */
  private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] PRIVATE = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private Ed25519() {}

  /** A new pair: the public key, and the seed of the private one. */
  static byte[][] randomPair() {
    try {
      var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new byte[][] {
        lastBytes(pair.getPublic().getEncoded()), lastBytes(pair.getPrivate().getEncoded())
      };
    } catch (GeneralSecurityException every) {
      throw missing(every);
    }
  }

  /**
   * The private key that is made of a seed.
   *
   * @throws IllegalArgumentException if it has another length than {@value #KEY_BYTES}
   */
  public static PrivateKey privateKey(byte[] seed) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(joined(PRIVATE, seed)));
    } catch (GeneralSecurityException every) {
      throw missing(every);
    }
  }

  /**
   * The signature of a text.
   *
   * @param parts what it consists of, one behind the other
   */
  public static byte[] sign(PrivateKey key, byte[]... parts) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException every) {
      throw missing(every);
    }
  }

  /**
   * Whether a signature is that of a text.
   *
   * @param publicKey {@value #KEY_BYTES} bytes
   * @param parts what the text consists of, one behind the other
   * @throws IllegalArgumentException if the key has another length, or is none
   */
  public static boolean verifies(byte[] publicKey, byte[] signature, byte[]... parts) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(joined(PUBLIC, publicKey)));
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      for (byte[] part : parts) {
        verifier.update(part);
      }
      return signature.length == SIGNATURE_BYTES && verifier.verify(signature);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException wrong) {
      throw new IllegalArgumentException("not a public key of Ed25519", wrong);
    }
  }

  private static byte[] joined(byte[] before, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key of Ed25519 has " + KEY_BYTES + " bytes, not " + key.length);
    }
    byte[] joined = Arrays.copyOf(before, before.length + KEY_BYTES);
    System.arraycopy(key, 0, joined, before.length, KEY_BYTES);
    return joined;
  }

  private static byte[] lastBytes(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  private static IllegalStateException missing(GeneralSecurityException every) {
    return new IllegalStateException("every Java platform has " + ALGORITHM, every);
  }
}
