package dev.carillon.hooks.webhook;

/**
 * Keeps secrets unreadable at rest. Implementations write the id of the key they used into the
 * result, so that keys can be changed while old texts stay readable.
 */
public interface SecretCipher {

  /** The stored form of a secret text. Two calls with the same text give different results. */
  byte[] encrypt(String text);

  /**
   * The secret text.
   *
   * @throws IllegalStateException if the key is not there or the bytes were changed
   */
  String decrypt(byte[] encrypted);
}
