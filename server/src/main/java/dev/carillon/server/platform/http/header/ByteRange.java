package dev.carillon.server.platform.http.header;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@code Range} header asks of a file. */
public sealed interface ByteRange {

  /** The file as a whole: no range, one we do not understand, or several. */
  record Whole() implements ByteRange {}

  /** From the first byte to the last, both included. */
  record Part(long first, long last) implements ByteRange {
    /** How many bytes that is. */
    public long length() {
      return last - first + 1;
    }
  }

  /** Nothing that the file has. */
  record Unsatisfiable() implements ByteRange {}

  /** A single range; 18 digits are more than any file has. */
  Pattern SINGLE = Pattern.compile("\\s*bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

  /** What the header means for a file of this length. */
  static ByteRange of(String header, long length) {
    Matcher range = SINGLE.matcher(header);
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return new Whole();
    }
    if (range.group(1).isEmpty()) {
      long wanted = Math.min(Long.parseLong(range.group(2)), length);
      return wanted == 0 ? new Unsatisfiable() : new Part(length - wanted, length - 1);
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    if (last < first) {
      return new Whole();
    }
    return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
  }
}
