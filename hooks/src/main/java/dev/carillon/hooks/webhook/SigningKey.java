package dev.carillon.hooks.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * A pair of keys that signs the requests of webhooks that ask for it, for as long as it is valid.
 * Receivers know the public key, which is no use for signing. Never printed.
 */
public final class SigningKey {

  /** The end of a key that was not replaced. */
  public static final Instant ENDLESS = Instant.parse("9999-01-01T00:00:00Z");

  /** What stands before a signature. */
  public static final String PREFIX = "v1a,";

  /** How long {@link #PREFIX} and a signature in base64 are. */
  public static final int SIGNED_BYTES = 92;

  private final byte[] publicKey;
  private final byte[] seed;
  private final PrivateKey signs;
  private final Instant from;
  private final Instant until;

  /**
   * A key.
   *
   * @param publicKey its 32 bytes
   * @param seed the 32 bytes that the private key is made of
   * @param from when it begins to sign
   * @param until when it stops; {@link #ENDLESS} = it was not replaced
   */
  public SigningKey(byte[] publicKey, byte[] seed, Instant from, Instant until) {
    this.publicKey = publicKey.clone();
    this.seed = seed.clone();
    this.signs = Ed25519.privateKey(seed);
    this.from = from;
    this.until = until;
  }

  /** A new key that begins to sign at this time. */
  public static SigningKey random(Instant from) {
    byte[][] pair = Ed25519.randomPair();
    return new SigningKey(pair[0], pair[1], from, ENDLESS);
  }

  /** The bytes of the public key. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The bytes that the private key is made of. */
  public byte[] seed() {
    return seed.clone();
  }

  /** When it begins to sign. */
  public Instant from() {
    return from;
  }

  /** When it stops; {@link #ENDLESS} = it was not replaced. */
  public Instant until() {
    return until;
  }

  /** Whether it signs at this time. */
  public boolean signsAt(Instant time) {
    return !time.isBefore(from) && time.isBefore(until);
  }

  /** The coordinate {@code x} of its JSON Web Key: base64url without padding, as in RFC 8037. */
  public String coordinate() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey);
  }

  /** Its id: the thumbprint of RFC 7638. */
  public String id() {
    String members = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + coordinate() + "\"}";
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java platform has SHA-256", every);
    }
  }

  /** {@code v1a,} and the signature of a text in base64, {@value #SIGNED_BYTES} bytes. */
  public byte[] signed(byte[]... parts) {
    byte[] text = Base64.getEncoder().encode(Ed25519.sign(signs, parts));
    byte[] signed = Arrays.copyOf(PREFIX.getBytes(StandardCharsets.US_ASCII), SIGNED_BYTES);
    System.arraycopy(text, 0, signed, PREFIX.length(), text.length);
    return signed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKey that
        && Arrays.equals(publicKey, that.publicKey)
        && from.equals(that.from)
        && until.equals(that.until);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(publicKey);
  }

  @Override
  public String toString() {
    return "SigningKey[" + id() + ", " + from + ", " + until + "]";
  }
}
