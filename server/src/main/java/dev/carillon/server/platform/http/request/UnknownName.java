package dev.carillon.server.platform.http.request;

import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Problem;
import java.util.Collection;

/** The error for a parameter or field that a call does not have. */
public final class UnknownName {

  private static final int SHOWN_MAX = 100;

  private UnknownName() {}

  /**
   * 400: that name is not known; perhaps another was meant.
   *
   * @param path the name, with those of the objects that it is in before it
   * @param known what names may stand there
   */
  public static Problem refused(String path, Collection<String> known) {
    String printable = path.replaceAll("\\p{Cntrl}", "?");
    String shown = printable.substring(0, Math.min(printable.length(), SHOWN_MAX));
    String name = shown.substring(shown.lastIndexOf('.') + 1);
    return Problem.badRequest(
        known.isEmpty()
            ? "'" + shown + "' is unknown; this request has no parameters"
            : "'%s' is unknown here; did you mean '%s'?"
                .formatted(shown, NameSuggestion.to(name, known)));
  }
}
