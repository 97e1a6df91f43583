package dev.carillon.server.platform.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Problem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;

/**
 * Feeds a multipart body to the parser. The parser mistakes bytes for a boundary, or loses them,
 * where a read ends within something that looks like one; so such a tail is held back until the
 * next read shows what it is.
 */
public final class MultipartReader {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int READ_BYTES_MIN = 8 * 1024;

  /**
   * So many short reads are looked at as they come: a sender of a bad head gets the error at once.
   */
  private static final int SHORT_READS_MAX = 100;

  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final int PARTS_MAX = 1000;
  private static final int HELD_LINES_MAX = 3;

  private final byte[] delimiter;
  private final PartListener parts;
  private final MultiPart.Parser parser;

  /** A reader for bodies of this boundary. */
  public MultipartReader(String boundary, PartListener parts) {
    this.delimiter = ("\r\n--" + boundary).getBytes(UTF_8);
    this.parts = parts;
    this.parser = new MultiPart.Parser(boundary, parts);
    parser.setPartHeadersMaxLength(HEAD_BYTES_MAX);
    parser.setMaxParts(PARTS_MAX);
  }

  /**
   * Reads to the end.
   *
   * @throws Problem 400 where it is no multipart body, or ends within a part
   */
  public void read(PacedInput input) throws ClientGone {
    byte[] buffer = new byte[BUFFER_BYTES];
    int held = 0;
    int shortReads = 0;
    boolean blank = true;
    boolean last = false;
    while (!last) {
      int filled = held;
      // who sends byte by byte does not have the end looked at after each
      int wanted = held + (shortReads < SHORT_READS_MAX ? 1 : READ_BYTES_MIN);
      while (!last && filled < wanted) {
        int count = input.read(buffer, filled, buffer.length - filled);
        last = count < 0;
        filled += Math.max(count, 0);
      }
      shortReads += filled - held < READ_BYTES_MIN ? 1 : 0;
      blank = blank && isBlank(buffer, filled);
      if (last && blank) {
        return;
      }
      held = last ? 0 : tail(buffer, filled);
      parse(buffer, filled - held, last);
      System.arraycopy(buffer, filled - held, buffer, 0, held);
    }
  }

  private void parse(byte[] buffer, int count, boolean last) {
    if (count > 0 || last) {
      parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, count), last));
      parts.check();
    }
  }

  /**
   * How many of the last bytes to hold back: what may be the beginning of a delimiter, and, where
   * what remains ends like a line that begins like one, that line too.
   */
  private int tail(byte[] buffer, int filled) {
    int held = begun(buffer, filled, 2);
    int more = held;
    while (more > 0 && held <= HELD_LINES_MAX * delimiter.length) {
      more = begun(buffer, filled - held, 1);
      held += more;
    }
    return held;
  }

  /** The longest end of the bytes that begins a delimiter, of which some bytes may be missing. */
  private int begun(byte[] buffer, int filled, int missingMax) {
    for (int length = Math.min(filled, delimiter.length); length > 0; length--) {
      for (int missing = 0; missing <= missingMax; missing++) {
        int end = Math.min(missing + length, delimiter.length);
        if (buffer[filled - length] == delimiter[missing]
            && Arrays.equals(buffer, filled - length, filled, delimiter, missing, end)) {
          return length;
        }
      }
    }
    return 0;
  }

  private static boolean isBlank(byte[] buffer, int filled) {
    for (int i = 0; i < filled; i++) {
      if (!Character.isWhitespace(buffer[i])) {
        return false;
      }
    }
    return true;
  }
}
