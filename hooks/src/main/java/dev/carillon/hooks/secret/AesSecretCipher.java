package dev.carillon.hooks.secret;

import dev.carillon.hooks.webhook.SecretCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM. What it makes is one byte for the form (1), the key's id (8 characters), the nonce
 * (12 random bytes), then the encrypted text and its tag; form and key id are protected by the tag
 * too. Thread-safe.
 */
public final class AesSecretCipher implements SecretCipher {

  private static final System.Logger LOG = System.getLogger(AesSecretCipher.class.getName());
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final byte FORM = 1;
  private static final int HEAD_BYTES = 1 + SecretKeys.ID_LENGTH;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Reading reading;
  private final SecureRandom random = new SecureRandom();
  private volatile SecretKeys keys;
  private volatile String told = "";

  /** Encrypts with the current key, decrypts with any of them. */
  public AesSecretCipher(SecretKeys keys) {
    this(keys, () -> keys);
  }

  private AesSecretCipher(SecretKeys keys, Reading reading) {
    this.keys = keys;
    this.reading = reading;
  }

  /**
   * A cipher with the keys that are there, now and later: another node may put a new one before
   * them.
   *
   * @throws IOException if they cannot be read
   * @throws IllegalArgumentException as {@link SecretKeySource#read} does
   */
  public static AesSecretCipher open(SecretKeySource source) throws IOException {
    return new AesSecretCipher(source.read(), source::readAgain);
  }

  /**
   * A cipher with the keys of this file, which is made if it is not there.
   *
   * @throws IOException if the file cannot be read or made
   * @throws IllegalArgumentException as {@link SecretKeyFile#open} does
   */
  public static AesSecretCipher open(Path keyFile) throws IOException {
    return open(new SecretKeySource.InFile(keyFile));
  }

  /** The id of the key that {@link #encrypt} uses. */
  public String keyId() {
    return reread().current();
  }

  /** The keys that are there now. */
  public SecretKeys keys() {
    return reread();
  }

  /**
   * The id of the key that this was encrypted with.
   *
   * @throws IllegalStateException if it is not an encrypted secret
   */
  public static String keyIdOf(byte[] encrypted) {
    checkForm(encrypted);
    return new String(encrypted, 1, SecretKeys.ID_LENGTH, StandardCharsets.ISO_8859_1);
  }

  @Override
  public byte[] encrypt(String text) {
    // what is encrypted with a key that is on its way out might outlive it
    String current = reread().current();
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES)
            .put(FORM)
            .put(current.getBytes(StandardCharsets.US_ASCII))
            .array();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] encrypted =
          cipher(Cipher.ENCRYPT_MODE, key(current), head, nonce)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + encrypted.length)
          .put(head)
          .put(nonce)
          .put(encrypted)
          .array();
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, every);
    }
  }

  @Override
  public String decrypt(byte[] encrypted) {
    String keyId = keyIdOf(encrypted);
    byte[] head = new byte[HEAD_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer rest = ByteBuffer.wrap(encrypted).get(head).get(nonce);
    byte[] body = new byte[rest.remaining()];
    rest.get(body);
    try {
      return new String(
          cipher(Cipher.DECRYPT_MODE, key(keyId), head, nonce).doFinal(body),
          StandardCharsets.UTF_8);
    } catch (AEADBadTagException changed) {
      throw new IllegalStateException(
          "a secret was changed, or key " + keyId + " is not the one it was encrypted with",
          changed);
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, every);
    }
  }

  private static void checkForm(byte[] encrypted) {
    if (encrypted.length < HEAD_BYTES + NONCE_BYTES + TAG_BITS / 8 || encrypted[0] != FORM) {
      throw new IllegalStateException("not an encrypted secret");
    }
  }

  private SecretKeys reread() {
    try {
      SecretKeys read = reading.read();
      keys = read;
      told = "";
      return read;
    } catch (IOException | IllegalArgumentException unreadable) {
      String why = unreadable.toString();
      if (!why.equals(told)) {
        told = why;
        LOG.log(System.Logger.Level.WARNING, "The keys cannot be reloaded", unreadable);
      }
      return keys;
    }
  }

  /** A key that is not known may have been made by another node. */
  private SecretKey key(String id) {
    return keys.find(id)
        .or(() -> reread().find(id))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a secret was encrypted with a key that is not in the key file: "
                        + (id.matches("[0-9a-f]*") ? id : "(unreadable id)")));
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] head, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(head);
    return cipher;
  }

  /** Reads the keys. */
  @FunctionalInterface
  private interface Reading {
    SecretKeys read() throws IOException;
  }
}
