package dev.carillon.hooks.http.response;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads status lines and fields (RFC 9112, sections 2 to 5). What the standard lets a user agent
 * repair is repaired: LF alone ends a line, a folded value is joined with spaces, control
 * characters in values become spaces. Everything else that is not allowed is refused.
 */
final class HeadReader {

  private static final int LINES_MAX = 200;
  private static final byte[] PREFIX = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (char c = 0; c < 128; c++) {
      TOKEN[c] =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }

  private final InputBuffer in;
  private int lines;

  HeadReader(InputBuffer in) {
    this.in = in;
  }

  /** Begins the next response: its limits count from here. */
  void begin() {
    lines = 0;
  }

  /** Reads a status line and the fields behind it. */
  ResponseHead head() throws IOException {
    ResponseHead head = statusLine();
    fields(head, "head");
    return head;
  }

  /** Reads the fields behind the last chunk, which are not needed. */
  void trailer() throws IOException {
    fields(new ResponseHead(200, false), "trailer");
  }

  private void fields(ResponseHead into, String part) throws IOException {
    while (fieldLine(into)) {
      lines++;
      if (lines > LINES_MAX) {
        throw ResponseFault.headTooLarge(
            "the response's " + part + " has more than " + LINES_MAX + " lines");
      }
    }
  }

  private ResponseHead statusLine() throws IOException {
    awaitPrefix();
    if (!in.line()) {
      throw ResponseFault.closedEarly("closed within the status line");
    }
    byte[] bytes = in.bytes();
    int at = in.lineStart() + PREFIX.length;
    int end = in.lineEnd();
    if (end - at < 5 || !digit(bytes[at]) || bytes[at + 1] != ' ') {
      throw ResponseFault.badHttp("no status line");
    }
    for (int i = at + 2; i < at + 5; i++) {
      if (!digit(bytes[i])) {
        throw ResponseFault.badHttp("no status in the status line");
      }
    }
    int status = (bytes[at + 2] - '0') * 100 + (bytes[at + 3] - '0') * 10 + bytes[at + 4] - '0';
    if (status < 100 || (end > at + 5 && bytes[at + 5] != ' ')) {
      throw ResponseFault.badHttp("no status in the status line");
    }
    for (int i = at + 5; i < end; i++) {
      if (control(bytes[i])) {
        throw ResponseFault.badHttp("a control character in the status line");
      }
    }
    return new ResponseHead(status, bytes[at] == '0');
  }

  /**
   * Reads the beginning of the response. It is refused at once if it is not that of HTTP, whether
   * more comes or not.
   */
  private void awaitPrefix() throws IOException {
    int matched = 0;
    while (matched < PREFIX.length) {
      while (matched < Math.min(in.there(), PREFIX.length)) {
        if (in.bytes()[in.pos() + matched] != PREFIX[matched]) {
          throw ResponseFault.badHttp("the response is not HTTP/1");
        }
        matched++;
      }
      if (matched < PREFIX.length && !in.fill()) {
        throw ResponseFault.closedEarly(
            in.there() == 0 ? "closed without a response" : "closed within the status line");
      }
    }
  }

  /** Reads one field with its folded lines; false at the empty line that ends the head. */
  private boolean fieldLine(ResponseHead head) throws IOException {
    nextLine();
    int start = in.lineStart();
    int end = in.lineEnd();
    if (start == end) {
      return false;
    }
    byte[] bytes = in.bytes();
    int colon = start;
    while (colon < end && TOKEN[bytes[colon] & 0xff]) {
      colon++;
    }
    if (colon == start || colon == end || bytes[colon] != ':') {
      throw ResponseFault.badHttp("a header line without a proper name");
    }
    String name = new String(bytes, start, colon - start, StandardCharsets.ISO_8859_1);
    String value = value(bytes, colon + 1, end);
    head.add(name, folded() ? unfold(value) : value);
    return true;
  }

  private void nextLine() throws IOException {
    if (!in.line()) {
      throw ResponseFault.closedEarly("closed within the head");
    }
  }

  private boolean folded() throws IOException {
    while (in.there() == 0) {
      if (!in.fill()) {
        throw ResponseFault.closedEarly("closed within the head");
      }
    }
    byte next = in.bytes()[in.pos()];
    return next == ' ' || next == '\t';
  }

  private String unfold(String first) throws IOException {
    StringBuilder value = new StringBuilder(first);
    do {
      nextLine();
      lines++;
      value.append(' ').append(value(in.bytes(), in.lineStart(), in.lineEnd()));
    } while (folded() && lines <= LINES_MAX);
    return value.toString().strip();
  }

  private static String value(byte[] bytes, int from, int to) throws ResponseFault {
    int start = from;
    int end = to;
    while (start < end && blank(bytes[start])) {
      start++;
    }
    while (end > start && blank(bytes[end - 1])) {
      end--;
    }
    for (int i = start; i < end; i++) {
      byte c = bytes[i];
      if (control(c)) {
        if (c == 0 || c == '\r') {
          throw ResponseFault.badHttp("NUL or CR in a header's value");
        }
        bytes[i] = ' ';
      }
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static boolean blank(byte c) {
    return c == ' ' || c == '\t';
  }

  /** Control characters but the tabulator; bytes from 0x80 on are negative here, and text. */
  private static boolean control(byte c) {
    return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f;
  }

  private static boolean digit(byte c) {
    return c >= '0' && c <= '9';
  }
}
