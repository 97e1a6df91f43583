package dev.carillon.hooks.contracts;

import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.hooks.webhook.SecretCipher;
import java.security.SecureRandom;
import java.util.Base64;

/** A cipher whose only key lives as long as the object: for tests, and for nothing else. */
public final class TestCipher implements SecretCipher {

  private final SecretCipher cipher;

  /** A cipher with a key of its own. */
  public TestCipher() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    String text = Base64.getEncoder().encodeToString(key);
    this.cipher = new AesSecretCipher(new SecretKeySource.InText(text).read());
  }

  @Override
  public byte[] encrypt(String text) {
    return cipher.encrypt(text);
  }

  @Override
  public String decrypt(byte[] encrypted) {
    return cipher.decrypt(encrypted);
  }
}
