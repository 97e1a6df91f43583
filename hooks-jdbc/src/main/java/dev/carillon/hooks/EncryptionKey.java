package dev.carillon.hooks;

import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.hooks.secret.SecretKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;

/** The key that an embedder gave, in one of its forms. */
@FunctionalInterface
interface EncryptionKey {

  /** How many bytes a key has. */
  int BYTES = 32;

  /**
   * Encrypts and decrypts with it.
   *
   * @throws IllegalArgumentException if a file is not a key file, or others may read it
   * @throws UncheckedIOException if a file cannot be read or made
   */
  AesSecretCipher cipher();

  static EncryptionKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "key has %d bytes; allowed are %d random ones: openssl rand -base64 32 makes them"
              .formatted(bytes.length, BYTES));
    }
    return of(Base64.getEncoder().encodeToString(bytes));
  }

  static EncryptionKey of(String base64) {
    try {
      SecretKeys keys = new SecretKeySource.InText(base64.strip()).read();
      return () -> new AesSecretCipher(keys);
    } catch (IllegalArgumentException refused) {
      // which has no part of the key in it
      throw new IllegalArgumentException(
          "key is refused: " + refused.getMessage() + "; openssl rand -base64 32 makes one",
          refused);
    }
  }

  static EncryptionKey in(Path file) {
    return () -> {
      try {
        return AesSecretCipher.open(file);
      } catch (IOException failed) {
        throw new UncheckedIOException("the key file " + file + " cannot be read or made", failed);
      }
    };
  }
}
