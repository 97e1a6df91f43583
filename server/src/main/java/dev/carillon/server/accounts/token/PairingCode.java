package dev.carillon.server.accounts.token;

import dev.carillon.server.platform.digest.Hmac;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person types to show which program is meant: eight letters of twenty, in two groups, such
 * as {@code WDJB-MJHT} (RFC 8628, section 6.1). No vowel is among them, so that they make no word,
 * and no letter that looks like another. There are 2.56·10<sup>10</sup> codes.
 */
record PairingCode(String letters) {

  private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
  private static final int LENGTH = 8;
  private static final int GROUP = LENGTH / 2;

  /** A new one, which cannot be foretold. */
  static PairingCode random(SecureRandom random) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new PairingCode(letters.toString());
  }

  /** What a person typed, in small letters too and however it is spaced, if it can be a code. */
  static Optional<PairingCode> read(String typed) {
    String letters = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return letters.length() == LENGTH && letters.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
        ? Optional.of(new PairingCode(letters))
        : Optional.empty();
  }

  /** As it is shown. */
  String text() {
    return letters.substring(0, GROUP) + "-" + letters.substring(GROUP);
  }

  /** What is stored of it: who reads the table can try all codes, but not without the key. */
  String stored(Hmac key) {
    return key.hex("pairing code\n" + letters);
  }

  /** It lets a program in while it is valid. */
  @Override
  public String toString() {
    return "PairingCode[…]";
  }
}
