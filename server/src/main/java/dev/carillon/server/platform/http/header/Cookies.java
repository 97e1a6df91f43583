package dev.carillon.server.platform.http.header;

import java.util.ArrayList;
import java.util.List;

/**
 * A reader of {@code Cookie} headers that accepts whole {@code Set-Cookie} lines sent back, several
 * cookies of one name, and malformed pieces.
 */
public final class Cookies {

  private static final String HOST = "__Host-";

  /** More of one name are not read: each is looked up. */
  private static final int VALUES_MAX = 20;

  private Cookies() {}

  /**
   * Every value that counts of a cookie which may also come as {@code __Host-name}. Of that one a
   * browser vouches that this very host set it, so that beside it the other counts for nothing: a
   * neighbour in the same domain may have planted it. It is read strictly, since a value with a
   * space in it could pass for another cookie.
   */
  public static List<String> ownValues(String header, String name) {
    List<String> own = new ArrayList<>();
    for (String piece : header.split(";")) {
      String cookie = piece.strip();
      if (cookie.startsWith(HOST + name + "=") && own.size() < VALUES_MAX) {
        own.add(cookie.substring(HOST.length() + name.length() + 1));
      }
    }
    return own.isEmpty() ? values(header, name) : own;
  }

  /** The name that a cookie goes by which only this host can set. */
  public static String ownName(String name) {
    return HOST + name;
  }

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
