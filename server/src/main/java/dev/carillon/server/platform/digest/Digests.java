package dev.carillon.server.platform.digest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 and MD5, in lower-case hex; and bytes at random. */
public final class Digests {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BUFFER_BYTES = 64 * 1024;

  private Digests() {}

  /** The SHA-256 of a text in UTF-8. */
  public static String sha256(String text) {
    return sha256(text.getBytes(UTF_8));
  }

  /** The SHA-256 of bytes. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** The SHA-256 of a file. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return hex(digest);
  }

  /** SHA-256, over nothing yet. */
  public static MessageDigest sha256() {
    return digest("SHA-256");
  }

  /** The MD5 of bytes: not for secrets. */
  public static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(md5().digest(bytes));
  }

  /** MD5, over nothing yet: not for secrets. */
  public static MessageDigest md5() {
    return digest("MD5");
  }

  /** The digest of what was added; it begins anew. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** So many bytes that cannot be guessed. */
  public static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** A text for URLs, of so many bytes, that cannot be guessed. */
  public static String randomText(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(bytes));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java platform has " + algorithm, every);
    }
  }
}
