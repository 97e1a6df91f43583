package dev.carillon.server.platform.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One JSON document in UTF-8, written from its beginning to its end, with nothing between its
 * values. Its strings are exactly as {@code JSON.stringify} prints them: only {@code "}, {@code \},
 * control characters and halves of surrogate pairs that stand alone are escaped. Commas and colons
 * are set by themselves; that each object and array is closed is the caller's concern.
 */
public final class JsonBytes {

  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  /** What stands behind the backslash of each ASCII character: 0 = it needs none. */
  private static final byte[] ESCAPES = new byte[128];

  private static final byte AS_NUMBER = 'u';

  /** Room for what most payloads and snapshots need. */
  private static final int USUAL_ROOM = 2048;

  /** As many bytes as an escaped character takes at most. */
  private static final int ESCAPED_MAX = 6;

  /** The digits of the smallest number, and its sign. */
  private static final int NUMBER_MAX = 20;

  private byte[] bytes;
  private int length;

  /** Whether the next name or value stands behind another one. */
  private boolean behind;

  static {
    Arrays.fill(ESCAPES, 0, ' ', AS_NUMBER);
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
    ESCAPES['\b'] = 'b';
    ESCAPES['\f'] = 'f';
    ESCAPES['\n'] = 'n';
    ESCAPES['\r'] = 'r';
    ESCAPES['\t'] = 't';
  }

  /**
   * An empty document.
   *
   * @param room for so many bytes at first; there is more as it is needed
   */
  public JsonBytes(int room) {
    bytes = new byte[Math.max(room, NUMBER_MAX)];
  }

  /** An object of these members. */
  public static byte[] object(Consumer<JsonBytes> members) {
    JsonBytes out = new JsonBytes(USUAL_ROOM).object();
    members.accept(out);
    return out.endObject().bytes();
  }

  /** Begins an object. */
  public JsonBytes object() {
    return open('{');
  }

  /** Ends an object. */
  public JsonBytes endObject() {
    return close('}');
  }

  /** Begins an array. */
  public JsonBytes array() {
    return open('[');
  }

  /** Ends an array. */
  public JsonBytes endArray() {
    return close(']');
  }

  /** The name of a member of an object, whose value comes next. */
  public JsonBytes name(String name) {
    comma();
    string(name);
    bytes[length++] = ':';
    behind = false;
    return this;
  }

  /** A string. */
  public JsonBytes text(String text) {
    comma();
    string(text);
    behind = true;
    return this;
  }

  /** A whole number. */
  public JsonBytes number(long number) {
    return plain(Long.toString(number));
  }

  /** A number as Java prints it; a string where it is none that JSON has. */
  public JsonBytes number(double number) {
    return Double.isFinite(number) ? plain(Double.toString(number)) : text(Double.toString(number));
  }

  /** {@code true} or {@code false}. */
  public JsonBytes flag(boolean flag) {
    return plain(Boolean.toString(flag));
  }

  /** {@code null}. */
  public JsonBytes nothing() {
    return plain("null");
  }

  /** A value in ASCII that is JSON already. */
  public JsonBytes plain(String json) {
    return whole(json.getBytes(ISO_8859_1));
  }

  /** A value that is JSON already. */
  public JsonBytes whole(byte[] json) {
    comma();
    require(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    behind = true;
    return this;
  }

  /** The document. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** The document as a text. */
  public String text() {
    return new String(bytes, 0, length, UTF_8);
  }

  private JsonBytes open(char bracket) {
    comma();
    require(1);
    bytes[length++] = (byte) bracket;
    behind = false;
    return this;
  }

  private JsonBytes close(char bracket) {
    require(1);
    bytes[length++] = (byte) bracket;
    behind = true;
    return this;
  }

  private void comma() {
    if (behind) {
      require(1);
      bytes[length++] = ',';
    }
  }

  /** Leaves room for a colon. */
  private void string(String text) {
    int chars = text.length();
    require(chars + 3);
    byte[] to = bytes;
    int at = length;
    to[at++] = '"';
    int done = 0;
    while (done < chars) {
      char c = text.charAt(done);
      if (c >= ESCAPES.length || ESCAPES[c] != 0) {
        break;
      }
      to[at++] = (byte) c;
      done++;
    }
    length = at;
    if (done < chars) {
      rest(text, done);
    }
    require(2);
    bytes[length++] = '"';
  }

  /** From the first character on that is not written as it is. */
  private void rest(String text, int from) {
    int chars = text.length();
    for (int i = from; i < chars; i++) {
      char c = text.charAt(i);
      require(ESCAPED_MAX);
      if (c < ESCAPES.length) {
        ascii(c);
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | (c >> 6));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        bytes[length++] = (byte) (0xe0 | (c >> 12));
        bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (i + 1 < chars && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        i++;
        pair(Character.toCodePoint(c, text.charAt(i)));
      } else {
        asNumber(c);
      }
    }
  }

  private void ascii(char c) {
    byte escape = ESCAPES[c];
    if (escape == AS_NUMBER) {
      asNumber(c);
    } else {
      if (escape != 0) {
        bytes[length++] = '\\';
      }
      bytes[length++] = escape == 0 ? (byte) c : escape;
    }
  }

  private void asNumber(char c) {
    bytes[length++] = '\\';
    bytes[length++] = AS_NUMBER;
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(c >> shift) & 0xf];
    }
  }

  private void pair(int codePoint) {
    bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
  }

  private void require(int more) {
    if (more > bytes.length - length) {
      long wanted = Math.max((long) length + more, bytes.length * 2L);
      int limit = Integer.MAX_VALUE - 8;
      if ((long) length + more > limit) {
        throw new OutOfMemoryError("a JSON document of more than two gigabytes");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, limit));
    }
  }
}
