package dev.carillon.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads lists that come page by page. */
public final class PagedList {

  private static final int PAGE = 200;

  private PagedList() {}

  /**
   * Gives the elements of a list, but not more than so many; whether there were more.
   *
   * @param query what to ask for, but the page
   * @param most what {@code --limit} says
   * @throws Failure where that is nothing
   */
  public static boolean each(
      ServerClient server,
      String path,
      Map<String, String> query,
      int most,
      Consumer<JsonNode> each) {
    Map<String, String> asked = new LinkedHashMap<>(query);
    int left = limit(most);
    while (left > 0) {
      asked.put("limit", String.valueOf(Math.min(left, PAGE)));
      JsonNode page = server.get(path, asked);
      page.path("items").forEach(each);
      left -= page.path("items").size();
      if (page.path("next").isNull() || page.path("next").isMissingNode()) {
        return false;
      }
      asked.put("cursor", page.path("next").asText());
    }
    // a page that is full says only that there may be more
    asked.put("limit", "1");
    JsonNode page = server.get(path, asked);
    return !page.path("items").isEmpty() || page.path("next").isTextual();
  }

  /**
   * The number, checked.
   *
   * @throws Failure where {@code --limit} must not be that
   */
  public static int limit(int most) {
    if (most < 1) {
      throw new Failure(ExitCode.USAGE, "--limit is " + most + ", but must be 1 or more");
    }
    return most;
  }
}
