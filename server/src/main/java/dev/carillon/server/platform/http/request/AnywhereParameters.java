package dev.carillon.server.platform.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call says in its parameters and in the fields of its JSON body alike, whatever its names:
 * calls of the model product pass over what they do not know, and others were checked before.
 */
public final class AnywhereParameters {

  /** What may stand in any call. */
  private static final String AUTHCRED = "authcred";

  private AnywhereParameters() {}

  /**
   * All of them. A field that is an object is its JSON text; an empty one is as absent; {@code []}
   * is a body without fields.
   */
  public static Params of(Call call) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    Params given = call.params();
    given.names().forEach(name -> all.put(name, given.all(name)));
    call.json()
        .ifPresent(
            body -> {
              boolean nothing = body.isArray() && body.isEmpty();
              if (!body.isObject() && !nothing) {
                throw Problem.badRequest("The body must be a JSON object");
              }
              for (Map.Entry<String, JsonNode> field : body.properties()) {
                all.put(field.getKey(), texts(field.getValue()));
              }
            });
    all.remove(AUTHCRED);
    return new Params(all);
  }

  private static List<String> texts(JsonNode value) {
    if (value.isNull()) {
      return List.of();
    }
    return value.isArray()
        ? value.valueStream().map(AnywhereParameters::text).toList()
        : List.of(text(value));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
