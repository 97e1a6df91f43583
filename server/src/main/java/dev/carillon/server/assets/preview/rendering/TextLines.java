package dev.carillon.server.assets.preview.rendering;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The first lines of a text file. */
final class TextLines {

  private static final int BYTES_MAX = 16 * 1024;
  private static final int LINES_MAX = 70;
  private static final int LINE_MAX = 110;

  private TextLines() {}

  /**
   * The lines, broken where they are too long for a page.
   *
   * @throws Unrenderable where the file holds what no text does
   */
  static List<String> first(Path file) throws IOException, Unrenderable {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(BYTES_MAX);
    }
    String text = decoded(bytes);
    if (text.indexOf(0) >= 0) {
      throw new Unrenderable("it is not text");
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().limit(LINES_MAX).toList()) {
      String rest = line.replace("\t", "    ");
      while (rest.length() > LINE_MAX && lines.size() < LINES_MAX) {
        int space = rest.lastIndexOf(' ', LINE_MAX);
        int cut = space > LINE_MAX / 2 ? space : LINE_MAX;
        lines.add(rest.substring(0, cut));
        rest = rest.substring(cut);
      }
      lines.add(rest.substring(0, Math.min(rest.length(), LINE_MAX)));
    }
    return lines.subList(0, Math.min(lines.size(), LINES_MAX));
  }

  private static String decoded(byte[] bytes) {
    if (bytes.length >= 2 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
      return text(bytes, StandardCharsets.UTF_16LE);
    }
    if (bytes.length >= 2 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff) {
      return text(bytes, StandardCharsets.UTF_16BE);
    }
    try {
      // the last character may be cut in two
      int end = bytes.length < BYTES_MAX ? bytes.length : wholeCharacters(bytes);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    } catch (CharacterCodingException notUtf8) {
      return text(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static int wholeCharacters(byte[] bytes) {
    int end = bytes.length;
    while (end > bytes.length - 4 && (bytes[end - 1] & 0xc0) == 0x80) {
      end--;
    }
    return end - 1;
  }

  private static String text(byte[] bytes, Charset charset) {
    return new String(bytes, charset);
  }
}
