package dev.carillon.hooks;

import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.hooks.secret.SecretKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** The key that an embedder gave, in one of its forms. */
@FunctionalInterface
interface EncryptionKey {

  /** How many bytes a key has. */
  int BYTES = 32;

  /**
   * Opens it, to encrypt and decrypt with it.
   *
   * @throws IllegalArgumentException if a file is not a key file, or others may read it
   * @throws UncheckedIOException if a file cannot be read or made
   */
  Opened open();

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
      return () -> new Opened(new AesSecretCipher(keys), Optional.empty());
    } catch (IllegalArgumentException refused) {
      // which has no part of the key in it
      throw new IllegalArgumentException(
          "key is refused: " + refused.getMessage() + "; openssl rand -base64 32 makes one",
          refused);
    }
  }

  static EncryptionKey in(Path file) {
    return () -> {
      boolean made = Files.notExists(file);
      try {
        return new Opened(AesSecretCipher.open(file), made ? Optional.of(file) : Optional.empty());
      } catch (IOException failed) {
        throw new UncheckedIOException("the key file " + file + " cannot be read or made", failed);
      }
    };
  }

  /**
   * A key in use.
   *
   * @param cipher encrypts and decrypts with it
   * @param madeFile the file that was made for it, as there was none
   */
  record Opened(AesSecretCipher cipher, Optional<Path> madeFile) {}
}
