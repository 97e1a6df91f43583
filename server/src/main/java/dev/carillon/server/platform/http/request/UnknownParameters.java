package dev.carillon.server.platform.http.request;

import dev.carillon.server.platform.config.Nearest;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Refuses parameters and keys that nobody reads: a misspelt filter must not find everything. */
public final class UnknownParameters {

  /** By this any call may log in. */
  private static final String LOG_IN = "authcred";

  private UnknownParameters() {}

  /**
   * Refuses a call that has other parameters than these.
   *
   * @throws Problem 400 naming the nearest one
   */
  public static void check(Params params, Collection<String> known) {
    List<String> all = new ArrayList<>(known);
    all.add(LOG_IN);
    check("parameter", params.names(), all);
  }

  /**
   * Refuses names that are not among these.
   *
   * @param what what they are the names of
   * @throws Problem 400 naming the nearest one
   */
  public static void check(String what, Collection<String> names, Collection<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        String hint = known.isEmpty() ? "" : "; the nearest is '" + Nearest.to(name, known) + "'";
        throw Problem.badRequest("There is no " + what + " '" + shown(name) + "'" + hint);
      }
    }
  }

  private static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.substring(0, Math.min(printable.length(), 100));
  }
}
