package dev.carillon.server.assets.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.platform.http.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields that a call sets.
 *
 * @param edits of fields
 * @param asSent of a relation: values of names that are no field
 * @param unknown undeclared names, which become fields when the change is made
 * @param ignored names of fields that are ignored, because only the server sets them or because
 *     they contradict the path chosen for the asset
 */
public record RequestedFields(
    FieldEdits edits, Map<String, JsonNode> asSent, Set<String> unknown, List<String> ignored) {

  /** The header that names what was ignored. */
  public static final String IGNORED = "X-Ignored-Fields";

  public RequestedFields {
    unknown = Collections.unmodifiableSet(new LinkedHashSet<>(unknown));
    ignored = List.copyOf(ignored);
  }

  /** The fields, with more that is ignored. */
  public RequestedFields ignoring(List<String> more) {
    List<String> all = new ArrayList<>(ignored);
    more.stream().filter(name -> !all.contains(name)).forEach(all::add);
    return new RequestedFields(edits, asSent, unknown, all);
  }

  /** The response, with the header {@code X-Ignored-Fields} if something was ignored. */
  public Response noted(Response response) {
    if (ignored.isEmpty()) {
      return response;
    }
    return switch (response) {
      case Response.Json(int status, Object body, Map<String, String> headers) ->
          new Response.Json(status, body, with(headers));
      case Response.Text(int status, String type, String body, Map<String, String> headers) ->
          new Response.Text(status, type, body, with(headers));
      default -> response;
    };
  }

  private Map<String, String> with(Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(IGNORED, String.join(", ", ignored));
    return all;
  }
}
