package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a sound says about itself: the text frames of ID3 2.3 and 2.4. */
final class Id3Tags {

  private static final Map<String, String> FRAMES =
      Map.of(
          "TIT2", "title",
          "TPE1", "artist",
          "TALB", "album",
          "TCON", "genre",
          "TRCK", "trackNumber",
          "TCOP", "copyright");

  private static final List<Charset> CHARSETS = List.of(ISO_8859_1, UTF_16, UTF_16BE, UTF_8);
  private static final int HEAD_BYTES = 10;
  private static final int TAG_BYTES_MAX = 1 << 20;

  private Id3Tags() {}

  static void read(Path file, FileDetails details) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      if (head.length < HEAD_BYTES || !new String(head, 0, 3, ISO_8859_1).equals("ID3")) {
        return;
      }
      boolean newer = head[3] >= 4;
      int length = sevenBits(ByteBuffer.wrap(head, 6, 4).getInt());
      ByteBuffer tag = ByteBuffer.wrap(in.readNBytes(Math.min(length, TAG_BYTES_MAX)));
      while (tag.remaining() > HEAD_BYTES && tag.get(tag.position()) != 0) {
        byte[] name = new byte[4];
        tag.get(name);
        int size = newer ? sevenBits(tag.getInt()) : tag.getInt();
        tag.getShort();
        if (size < 1 || size > tag.remaining()) {
          return;
        }
        byte[] content = new byte[size];
        tag.get(content);
        String field = FRAMES.get(new String(name, ISO_8859_1));
        if (field != null && content[0] >= 0 && content[0] < CHARSETS.size()) {
          String text = new String(content, 1, size - 1, CHARSETS.get(content[0]));
          details.add(field, value(field, text.replace("\0", "").strip()));
        }
      }
    }
  }

  /** A track may say of how many it is one. */
  private static String value(String field, String text) {
    return field.equals("trackNumber") ? text.replaceFirst("/.*", "") : text;
  }

  private static int sevenBits(int number) {
    return (number & 0x7f)
        | (number >> 8 & 0x7f) << 7
        | (number >> 16 & 0x7f) << 14
        | (number >> 24 & 0x7f) << 21;
  }
}
