package dev.carillon.server.accounts.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.server.platform.digest.Digests;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The text of an API token: {@code crl_}, 43 characters of secret (256 bits in base 62), and 6
 * characters of checksum (CRC-32 of those 43, in base 62). By prefix and checksum programs that
 * look for secrets know one without asking, and a mistyped one is refused without a look at the
 * database.
 */
final class TokenFormat {

  static final String PREFIX = "crl_";

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = 43;
  private static final int CHECKSUM_LENGTH = 6;
  private static final int SHOWN_LENGTH = PREFIX.length() + 4;

  private final String text;

  private TokenFormat(String text) {
    this.text = text;
  }

  /** A new one, which cannot be guessed. */
  static TokenFormat random(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = base62(new BigInteger(1, bytes), SECRET_LENGTH);
    return new TokenFormat(PREFIX + secret + checksum(secret));
  }

  /** What a caller sent, if it has the form and its checksum is right. */
  static Optional<TokenFormat> read(String text) {
    if (!text.startsWith(PREFIX)
        || text.length() != PREFIX.length() + SECRET_LENGTH + CHECKSUM_LENGTH
        || !text.chars().skip(PREFIX.length()).allMatch(c -> DIGITS.indexOf(c) >= 0)) {
      return Optional.empty();
    }
    String secret = text.substring(PREFIX.length(), PREFIX.length() + SECRET_LENGTH);
    return text.endsWith(checksum(secret)) ? Optional.of(new TokenFormat(text)) : Optional.empty();
  }

  /** The token itself: to be shown once. */
  String text() {
    return text;
  }

  /** Its beginning, by which people know it again. */
  String prefix() {
    return text.substring(0, SHOWN_LENGTH) + "…";
  }

  /** What is stored of it. */
  String sha256() {
    return Digests.sha256(text);
  }

  private static String checksum(String secret) {
    CRC32 crc = new CRC32();
    crc.update(secret.getBytes(US_ASCII));
    return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
  }

  private static String base62(BigInteger number, int length) {
    char[] digits = new char[length];
    BigInteger rest = number;
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    for (int i = length - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt(rest.mod(base).intValue());
      rest = rest.divide(base);
    }
    return new String(digits);
  }

  @Override
  public String toString() {
    return prefix();
  }
}
