package dev.carillon.server.platform.digest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one key: codes that cannot be made without it. */
public final class Hmac {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** Codes under this key. */
  public Hmac(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The code of a text in UTF-8: 32 bytes. */
  public byte[] of(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, every);
    }
  }

  /** The code of a text in UTF-8, in lower-case hex. */
  public String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }
}
