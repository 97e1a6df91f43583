package dev.carillon.server.platform.config;

import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Passwords in {@code node.properties} that only the server can read: {@code enc:} and what the
 * server's key made of them.
 */
public final class EncryptedText {

  private static final String MARK = "enc:";
  private static final Pattern ANYWHERE = Pattern.compile("enc:([A-Za-z0-9_-]{20,})");

  private EncryptedText() {}

  /** Whether this is one. */
  static boolean is(String value) {
    return value.startsWith(MARK);
  }

  /** A text as it may stand in the file. */
  public static String of(String secret, AesSecretCipher cipher) {
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(cipher.encrypt(secret));
  }

  /**
   * The text that was encrypted. No key is made where there is none.
   *
   * @throws IllegalArgumentException where this is none, or its key is not there; the message names
   *     the key that is needed and those that are there, and says what to do
   * @throws IOException if the keys cannot be read
   */
  static String read(String value, SecretKeySource source) throws IOException {
    byte[] encrypted;
    String needed;
    try {
      encrypted = Base64.getUrlDecoder().decode(value.substring(MARK.length()));
      needed = AesSecretCipher.keyIdOf(encrypted);
    } catch (IllegalStateException | IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "is not a valid encrypted text; encrypt the password again: carillon secrets"
              + " encrypt",
          malformed);
    }
    if (source instanceof SecretKeySource.InFile(Path file) && Files.notExists(file)) {
      throw lost(needed, file + " does not exist", null);
    }
    AesSecretCipher cipher = AesSecretCipher.open(source);
    try {
      return cipher.decrypt(encrypted);
    } catch (IllegalStateException unreadable) {
      throw lost(
          needed, "this server has key " + String.join(", ", cipher.keys().ids()), unreadable);
    }
  }

  private static IllegalArgumentException lost(
      String needed, String found, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        ("cannot be decrypted: it was encrypted with key %s, and %s; put the right"
                + " secret.key back, or encrypt the password again: carillon secrets encrypt")
            .formatted(needed, found),
        cause);
  }

  /** The ids of the keys that encrypted texts in a file need. */
  public static List<String> keyIds(String file) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ANYWHERE.matcher(file);
    while (matcher.find()) {
      try {
        ids.add(AesSecretCipher.keyIdOf(Base64.getUrlDecoder().decode(matcher.group(1))));
      } catch (IllegalStateException | IllegalArgumentException none) {
        // it only looks like one: it needs no key
      }
    }
    return ids;
  }
}
