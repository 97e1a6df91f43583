package dev.carillon.server.http.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * A reader of {@code Cookie} headers that shrugs at whole {@code Set-Cookie} lines sent back, at
 * several cookies of one name, and at junk.
 */
public final class Cookies {

  /** Nobody has so many of one name: each is looked up. */
  private static final int VALUES_MAX = 20;

  private Cookies() {}

  /** The values of this name, in order, without quotes. Values never hold commas or spaces. */
  public static List<String> values(String header, String name) {
    List<String> values = new ArrayList<>();
    for (String piece : header.split("[;,\\s]+")) {
      int equals = piece.indexOf('=');
      if (values.size() < VALUES_MAX && equals > 0 && piece.substring(0, equals).equals(name)) {
        values.add(piece.substring(equals + 1).replace("\"", ""));
      }
    }
    return values;
  }
}
