package dev.carillon.hooks.event;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;

/**
 * Checks that bytes are one JSON text, as RFC 8259 defines it, in UTF-8. It reads each byte once,
 * keeps nothing but one bit for each level, and has limits for length and depth. It makes no
 * objects, so that it may stand before every event.
 */
public final class JsonSyntax {

  /** The longest text, in bytes. */
  public static final int BYTES_MAX = 4 << 20;

  /** The deepest nesting of objects and arrays. */
  public static final int DEPTH_MAX = 512;

  private static final int END = -1;

  private final byte[] bytes;
  private int at;
  private int depth;

  /** A bit for each open level: 1 stands for an object. */
  private final long[] objects = new long[DEPTH_MAX / Long.SIZE];

  private JsonSyntax(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks a text. Its bytes are not shown in an error, only where it goes wrong.
   *
   * @throws ValidationException of the field {@code payload}, if it is no JSON text, too long, or
   *     nested too deeply
   */
  public static void check(byte[] utf8) {
    if (utf8.length > BYTES_MAX) {
      throw invalid(
          "at most " + BYTES_MAX + " bytes of JSON, not " + utf8.length + "; send a link instead");
    }
    new JsonSyntax(utf8).text();
  }

  /** One value after the other; what a level still needs is known by the byte that follows it. */
  private void text() {
    boolean value = true;
    while (value || depth > 0) {
      if (value) {
        value = value();
      } else {
        value = afterValue();
      }
    }
    space();
    if (at < bytes.length) {
      throw wrong("the end of the text");
    }
  }

  /** Reads a value, or the beginning of one that has others; whether another value follows. */
  private boolean value() {
    space();
    switch (peek()) {
      case '{' -> {
        open(true);
        return !closes('}') && name();
      }
      case '[' -> {
        open(false);
        return !closes(']');
      }
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
    return false;
  }

  /** Reads what stands behind a value within a level; whether another value follows. */
  private boolean afterValue() {
    space();
    boolean object = inObject();
    int next = peek();
    if (next == ',') {
      at++;
      return !object || name();
    }
    if (next != (object ? '}' : ']')) {
      throw wrong(object ? "',' or '}'" : "',' or ']'");
    }
    at++;
    depth--;
    return false;
  }

  private void open(boolean object) {
    if (depth == DEPTH_MAX) {
      throw invalid("JSON nested at most " + DEPTH_MAX + " levels deep, see byte " + at);
    }
    long bit = 1L << (depth % Long.SIZE);
    int word = depth / Long.SIZE;
    objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
    depth++;
    at++;
  }

  private boolean inObject() {
    int level = depth - 1;
    return (objects[level / Long.SIZE] & (1L << (level % Long.SIZE))) != 0;
  }

  /** Whether the level that was just opened is empty, and so over. */
  private boolean closes(char close) {
    space();
    if (peek() != close) {
      return false;
    }
    at++;
    depth--;
    return true;
  }

  /** Reads a name and its colon; always true, since a value follows. */
  private boolean name() {
    space();
    if (peek() != '"') {
      throw wrong("a name in quotes");
    }
    string();
    space();
    if (peek() != ':') {
      throw wrong("':'");
    }
    at++;
    return true;
  }

  private void string() {
    at++;
    while (true) {
      plain();
      int c = peek();
      if (c == '"') {
        at++;
        return;
      }
      if (c == '\\') {
        escape();
      } else if (c >= 0x80) {
        at += sequence(c);
      } else {
        throw wrong(c == END ? "the end of a string" : "no control character in a string");
      }
    }
  }

  /** Most of a text is this: ASCII that a string may have as it is. */
  private void plain() {
    int i = at;
    while (i < bytes.length && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    at = i;
  }

  private void escape() {
    at++;
    int c = peek();
    if (c == 'u') {
      for (int i = 0; i < 4; i++) {
        at++;
        if (Character.digit(peek(), 16) < 0) {
          throw wrong("four hex digits");
        }
      }
    } else if (c < 0 || "\"\\/bfnrt".indexOf(c) < 0) {
      throw wrong("an escape of JSON");
    }
    at++;
  }

  /** The length of the UTF-8 sequence that begins here: shortest form, no surrogates. */
  private int sequence(int first) {
    if (first >= 0xc2 && first <= 0xdf && follows(1, 0x80, 0xbf)) {
      return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
      int low = first == 0xe0 ? 0xa0 : 0x80;
      int high = first == 0xed ? 0x9f : 0xbf;
      if (follows(1, low, high) && follows(2, 0x80, 0xbf)) {
        return 3;
      }
    }
    if (first >= 0xf0 && first <= 0xf4) {
      int low = first == 0xf0 ? 0x90 : 0x80;
      int high = first == 0xf4 ? 0x8f : 0xbf;
      if (follows(1, low, high) && follows(2, 0x80, 0xbf) && follows(3, 0x80, 0xbf)) {
        return 4;
      }
    }
    throw wrong("UTF-8");
  }

  private boolean follows(int distance, int low, int high) {
    int place = at + distance;
    int c = place < bytes.length ? bytes[place] & 0xff : END;
    return c >= low && c <= high;
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw wrong("a value");
      }
      at++;
    }
  }

  private void number() {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() {
    if (!digit()) {
      throw wrong("a value");
    }
    while (digit()) {
      at++;
    }
  }

  private boolean digit() {
    int c = peek();
    return c >= '0' && c <= '9';
  }

  private void space() {
    while (at < bytes.length && isSpace(bytes[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }

  private int peek() {
    return at < bytes.length ? bytes[at] & 0xff : END;
  }

  private ValidationException wrong(String expected) {
    return invalid(
        "JSON (RFC 8259): at byte "
            + at
            + " of "
            + bytes.length
            + " "
            + expected
            + " was expected; what is not JSON is recorded as a Payload");
  }

  private static ValidationException invalid(String allowed) {
    return new ValidationException(Violation.hidden("payload", allowed));
  }
}
