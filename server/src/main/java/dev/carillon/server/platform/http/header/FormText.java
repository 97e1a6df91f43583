package dev.carillon.server.platform.http.header;

import java.util.Arrays;
import java.util.function.BiConsumer;

/** The {@code name=value&…} of queries and urlencoded bodies. */
public final class FormText {

  private FormText() {}

  /** Hands over each name and value, decoded, in order. Names that are empty are left out. */
  public static void read(byte[] raw, BiConsumer<String, String> to) {
    for (int from = 0; from < raw.length; ) {
      int end = indexOf(raw, '&', from, raw.length);
      int equals = indexOf(raw, '=', from, end);
      // nothing is decoded for nothing: a body may be a million ampersands
      if (equals > from) {
        String name = PercentCode.form(Arrays.copyOfRange(raw, from, equals));
        int value = Math.min(equals + 1, end);
        to.accept(name, PercentCode.form(Arrays.copyOfRange(raw, value, end)));
      }
      from = end + 1;
    }
  }

  private static int indexOf(byte[] raw, char wanted, int from, int end) {
    int at = from;
    while (at < end && raw[at] != wanted) {
      at++;
    }
    return at;
  }
}
