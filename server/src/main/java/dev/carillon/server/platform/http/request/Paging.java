package dev.carillon.server.platform.http.request;

import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;

/** Which page a caller asks for. */
public final class Paging {

  /** The parameter that says how long a page is. */
  public static final String LIMIT = "limit";

  /** The parameter that says where it begins. */
  public static final String CURSOR = "cursor";

  private static final int USUAL = 50;
  private static final int MAX = 200;

  private Paging() {}

  /**
   * How many items.
   *
   * @throws Problem 400 where it is not from 1 to 200
   */
  public static int limit(Params params) {
    return params.number(LIMIT, USUAL, 1, MAX);
  }

  /**
   * Where to begin.
   *
   * @throws Problem 400 where it is no cursor, or one of the other direction
   */
  public static Cursor cursor(Params params) {
    boolean newestFirst =
        switch (params.text("order").orElse("newest")) {
          case "newest" -> true;
          case "oldest" -> false;
          default ->
              throw Problem.badField("order", params.text("order").orElse(""), "newest or oldest");
        };
    String text = params.text(CURSOR).orElse("");
    if (text.isEmpty()) {
      return newestFirst ? Cursor.NEWEST : Cursor.OLDEST;
    }
    try {
      Cursor cursor = Cursor.parse(text);
      if (params.text("order").isEmpty() || cursor.newestFirst() == newestFirst) {
        return cursor;
      }
    } catch (IllegalArgumentException notOne) {
      // told below
    }
    throw Problem.badField(CURSOR, text, "what 'next' of the page before says");
  }
}
