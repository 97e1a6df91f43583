package dev.carillon.server.platform.http.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
      // refused below
    }
    throw wrongCursor(text);
  }

  /** 400: it is no cursor of this list. */
  public static Problem wrongCursor(String cursor) {
    return Problem.badField(CURSOR, cursor, "the value of 'next' of the previous page");
  }

  /** Behind which key a page of a list that goes by keys begins; empty = at the beginning. */
  public static String key(Params params) {
    String cursor = params.text(CURSOR).orElse("");
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw wrongCursor(cursor);
    }
  }

  /** The cursor of the page behind a key. */
  public static String behind(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }

  /**
   * The answer that is a page.
   *
   * @param found one item more than the page holds, where there are more
   * @param json how an item is shown
   * @param cursor of the page behind an item
   */
  public static <T> Response page(
      List<T> found, int limit, Function<T, ?> json, Function<T, String> cursor) {
    List<T> items = found.subList(0, Math.min(limit, found.size()));
    return page(
        items.stream().map(json).toList(),
        found.size() > limit ? cursor.apply(items.getLast()) : null);
  }

  /**
   * The answer that is a page of these.
   *
   * @param next the cursor of the page behind; null where it is the last
   */
  public static Response page(List<?> items, @Nullable String next) {
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put("items", items);
    page.put("next", next);
    return Response.json(page);
  }
}
