package dev.carillon.server.assets.preview.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * XMP packets in files that strangers upload, a target of {@code ./bench cover}: whatever they are,
 * no more is read than they hold themselves.
 */
public final class XmpTarget {

  /** A hash, lest the fuzzer, which watches comparisons, puts the words into a packet itself. */
  private static final byte[] FIRST_LINE_OF_A_FILE = firstLine(Path.of("/etc/passwd"));

  private XmpTarget() {}

  /** Reads one, or passes it over. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    XmpPacket packet = XmpPacket.of(bytes);
    for (XmpMapping mapping : XmpMapping.ALL) {
      for (String value : packet.values(mapping).orElse(List.of())) {
        if (value
            .lines()
            .anyMatch(line -> MessageDigest.isEqual(hash(line), FIRST_LINE_OF_A_FILE))) {
          throw new AssertionError("a file was read");
        }
      }
    }
  }

  private static byte[] firstLine(Path file) {
    try {
      return hash(Files.readAllLines(file).getFirst());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
