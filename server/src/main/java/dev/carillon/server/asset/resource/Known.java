package dev.carillon.server.asset.resource;

import dev.carillon.server.config.Nearest;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Problem;
import java.util.ArrayList;
import java.util.List;

/** Refuses what a call does not know, and says what was probably meant. */
public final class Known {

  /** What may stand in any call. */
  private static final String AUTHCRED = "authcred";

  private Known() {}

  /**
   * Checks parameters and the fields of a JSON body.
   *
   * @throws Problem 400 naming the first that is unknown, and the nearest known one
   */
  public static void check(Call call, List<String> known) {
    List<String> given = new ArrayList<>(call.params().names());
    call.json()
        .ifPresent(
            body -> {
              if (!body.isObject()) {
                throw Problem.badRequest("The JSON body must be an object");
              }
              body.fieldNames().forEachRemaining(given::add);
            });
    for (String name : given) {
      if (!known.contains(name) && !name.equals(AUTHCRED)) {
        throw Problem.badRequest(refusal(name, known));
      }
    }
  }

  private static String refusal(String name, List<String> known) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    String unknown =
        "'" + (shown.length() > 100 ? shown.substring(0, 100) + "…" : shown) + "' is unknown here";
    return known.isEmpty()
        ? unknown + "; this call has no parameters"
        : unknown + "; the nearest known name is '" + Nearest.to(shown, known) + "'";
  }
}
