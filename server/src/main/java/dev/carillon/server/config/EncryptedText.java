package dev.carillon.server.config;

import dev.carillon.hooks.secret.AesSecretCipher;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
   * The text that was encrypted.
   *
   * @throws IllegalArgumentException where this is none, or its key is not there; the message says
   *     what to do
   */
  static String read(String value, AesSecretCipher cipher) {
    try {
      return cipher.decrypt(Base64.getUrlDecoder().decode(value.substring(MARK.length())));
    } catch (IllegalStateException | IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "cannot be decrypted with this server's key; make it anew: carillon secrets encrypt",
          unreadable);
    }
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
