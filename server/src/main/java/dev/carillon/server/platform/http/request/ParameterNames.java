package dev.carillon.server.platform.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.config.Nearest;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Refuses what a call does not know, and says what was probably meant. */
public final class ParameterNames {

  /** What may stand in any call. */
  private static final String AUTHCRED = "authcred";

  private static final int SHOWN_MAX = 100;

  private ParameterNames() {}

  /**
   * All that a call says, in its parameters and in the fields of its JSON body alike. A field that
   * is an object is its JSON text; an empty one is as absent; {@code []} is a body without fields.
   *
   * @throws Problem 400 naming the first name that is unknown, and the nearest known one
   */
  public static Params params(Call call, Collection<String> known) {
    Params params = params(call);
    params.names().stream()
        .filter(name -> params.text(name).isPresent())
        .forEach(name -> check(name, known));
    return params;
  }

  /**
   * The same without a look at the names: the calls of the model product pass over what they do not
   * know.
   */
  public static Params params(Call call) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    Params given = call.params();
    given.names().forEach(name -> all.put(name, given.all(name)));
    call.json()
        .ifPresent(
            body -> {
              boolean nothing = body.isArray() && body.isEmpty();
              if (!body.isObject() && !nothing) {
                throw Problem.badRequest("The JSON body must be an object");
              }
              for (Map.Entry<String, JsonNode> field : body.properties()) {
                all.put(field.getKey(), texts(field.getValue()));
              }
            });
    all.remove(AUTHCRED);
    return new Params(all);
  }

  private static void check(String name, Collection<String> known) {
    if (known.contains(name)) {
      return;
    }
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    String shown = printable.substring(0, Math.min(printable.length(), SHOWN_MAX));
    throw Problem.badRequest(
        known.isEmpty()
            ? "'" + shown + "' is unknown here; this call has no parameters"
            : "'" + shown + "' is unknown here; did you mean '" + Nearest.to(shown, known) + "'?");
  }

  private static List<String> texts(JsonNode value) {
    if (value.isNull()) {
      return List.of();
    }
    return value.isArray()
        ? value.valueStream().map(ParameterNames::text).toList()
        : List.of(text(value));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
