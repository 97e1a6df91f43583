package dev.carillon.server.assets.asset;

import dev.carillon.hooks.webhook.SecretCipher;
import java.nio.charset.StandardCharsets;

/** Hides nothing. */
final class PlainCipher implements SecretCipher {

  @Override
  public byte[] encrypt(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String decrypt(byte[] encrypted) {
    return new String(encrypted, StandardCharsets.UTF_8);
  }
}
