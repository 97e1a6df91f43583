package dev.carillon.hooks.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Where the keys are that secrets are encrypted with. */
public sealed interface SecretKeySource {

  /**
   * The keys that are there now.
   *
   * @throws IOException if they cannot be read
   * @throws IllegalArgumentException if they are none; the message has no key in it
   */
  SecretKeys read() throws IOException;

  /**
   * The keys that are there now, where there were some before: a file that is gone is not made
   * anew, or secrets would be encrypted with a key that fits nothing else.
   *
   * @throws IOException if they cannot be read
   * @throws IllegalArgumentException as {@link #read} does
   */
  default SecretKeys readAgain() throws IOException {
    return read();
  }

  /**
   * What a setting means: nothing is the usual file, something with a slash is another file,
   * anything else the keys themselves.
   *
   * @throws IllegalArgumentException if it is none of these; the message has no key in it
   */
  static SecretKeySource of(String setting, Path usual) {
    if (setting.isEmpty()) {
      return new InFile(usual);
    }
    if (setting.startsWith("/") || setting.startsWith("./")) {
      return new InFile(Path.of(setting));
    }
    InText text = new InText(setting);
    text.read();
    return text;
  }

  /** A file as {@link SecretKeyFile} has it, made where it is not there. */
  record InFile(Path file) implements SecretKeySource {
    @Override
    public SecretKeys read() throws IOException {
      return SecretKeyFile.open(file);
    }

    @Override
    public SecretKeys readAgain() throws IOException {
      if (Files.notExists(file)) {
        throw new NoSuchFileException(
            file.toString(), null, "put it back: only this process still has its keys");
      }
      return read();
    }
  }

  /**
   * The keys themselves, the current one first, with commas between: each {@code <id>:<base64>}, or
   * only 32 bytes in base64, whose id then comes from them.
   */
  record InText(String keys) implements SecretKeySource {
    @Override
    public SecretKeys read() {
      List<SecretKeys.Key> all = new ArrayList<>();
      for (String each : keys.split("[,\\s]+")) {
        all.add(key(each));
      }
      return SecretKeys.of(all);
    }

    @Override
    public String toString() {
      return "InText[…]";
    }

    private static SecretKeys.Key key(String text) {
      int colon = text.indexOf(':');
      try {
        byte[] bytes = Base64.getDecoder().decode(text.substring(colon + 1));
        return SecretKeys.Key.of(colon < 0 ? id(bytes) : text.substring(0, colon), bytes);
      } catch (IllegalArgumentException wrong) {
        // what it complains about may be a part of the key: not even kept as a cause
      }
      throw new IllegalArgumentException(
          "a key must be 32 bytes in base64, or its id (8 hexadecimal digits), a colon and them");
    }

    private static String id(byte[] key) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("carillon key id".getBytes(StandardCharsets.US_ASCII));
        byte[] hash = digest.digest(key);
        return HexFormat.of().formatHex(hash, 0, SecretKeys.ID_LENGTH / 2);
      } catch (NoSuchAlgorithmException every) {
        throw new IllegalStateException("every Java platform has SHA-256", every);
      }
    }
  }
}
