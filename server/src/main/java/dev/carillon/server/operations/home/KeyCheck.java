package dev.carillon.server.operations.home;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.OfflineWebhooks;
import dev.carillon.hooks.jdbc.OfflineWebhooks.Unreadable;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.server.platform.digest.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the keys at hand are those that the secrets in the database were encrypted with. With
 * others the server would start, and every call that reads a webhook would fail. They are opened,
 * and made where there are none, when they are used first.
 */
public final class KeyCheck implements SecretCipher {

  private static final int KEY_BYTES = 32;

  private final SecretKeySource source;
  private volatile @Nullable AesSecretCipher opened;

  public KeyCheck(SecretKeySource source) {
    this.source = source;
  }

  /**
   * Refuses a database whose secrets cannot be read. Where there is no key, none is left behind.
   *
   * @throws IllegalArgumentException which names the key that is needed and those that were found,
   *     and says what to do
   */
  public void check(Database database, Path home) {
    boolean made = source instanceof SecretKeySource.InFile(Path file) && Files.notExists(file);
    AesSecretCipher cipher = cipher();
    KeyReport report =
        database.read(
            connection ->
                KeyReport.of(OfflineWebhooks.find(connection, cipher), cipher, source, made));
    if (!report.fits()) {
      if (made && source instanceof SecretKeySource.InFile(Path file)) {
        remove(file);
      }
      throw new IllegalArgumentException(report.refusal(home));
    }
  }

  private static void remove(Path file) {
    try {
      Files.delete(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Finds out which webhooks cannot be read. No key is made. */
  public List<Unreadable> unreadable(Database database) {
    boolean missing = source instanceof SecretKeySource.InFile(Path file) && Files.notExists(file);
    AesSecretCipher cipher = missing ? fitsNothing() : cipher();
    return database.read(connection -> OfflineWebhooks.find(connection, cipher));
  }

  /** A cipher whose key fits nothing: with it, whatever is encrypted is reported. */
  static AesSecretCipher fitsNothing() {
    String key = Base64.getEncoder().encodeToString(Digests.random(KEY_BYTES));
    SecretKeySource scratch = new SecretKeySource.InText(key);
    try {
      return AesSecretCipher.open(scratch);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
  }

  /** The cipher with these keys. */
  public AesSecretCipher cipher() {
    AesSecretCipher known = opened;
    if (known == null) {
      try {
        known = AesSecretCipher.open(source);
      } catch (IOException failed) {
        throw new UncheckedIOException("the keys of secrets cannot be read", failed);
      }
      opened = known;
    }
    return known;
  }

  @Override
  public byte[] encrypt(String text) {
    return cipher().encrypt(text);
  }

  @Override
  public String decrypt(byte[] encrypted) {
    return cipher().decrypt(encrypted);
  }
}
