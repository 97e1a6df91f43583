package dev.carillon.server.assets.search.saved;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.MalformedQuery;
import dev.carillon.server.assets.search.query.QueryContext;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import java.util.Map;

/**
 * {@code /api/saved-searches}.
 *
 * @param language refuses a query that it does not understand
 */
public record SavedSearchesApi(SavedSearches searches, QueryLanguage language) {

  private static final String PATH = "/api/saved-searches";
  private static final int NAME_MAX = 100;

  /** What the JSON of a search may take, so that a list of them stays small. */
  private static final int SEARCH_MAX = 8_000;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group(PATH, RouteAccess.USER)
        .get("", this::list)
        .post("", this::create)
        .get("/{id}", this::get)
        .put("/{id}", this::update)
        .delete("/{id}", this::remove);
  }

  private Response list(Call call) {
    Caller caller = call.caller();
    return Response.json(
        Map.of(
            "savedSearches",
            searches.seenBy(caller).stream().map(search -> json(search, caller)).toList()));
  }

  private Response get(Call call) {
    return Response.json(json(searches.seen(call.variable("id"), call.caller()), call.caller()));
  }

  private Response create(Call call) {
    JsonFields body = JsonFields.of(call);
    SavedSearch made =
        searches.create(name(body), body.flag("shared", false), search(body), call.caller());
    return new Response.Json(
        201, json(made, call.caller()), Map.of("Location", PATH + "/" + made.id()));
  }

  private Response update(Call call) {
    JsonFields body = JsonFields.of(call);
    return Response.json(
        json(
            searches.update(
                call.variable("id"),
                name(body),
                body.flag("shared", false),
                search(body),
                call.caller()),
            call.caller()));
  }

  private Response remove(Call call) {
    searches.remove(call.variable("id"), call.caller());
    return Response.noContent();
  }

  private static String name(JsonFields body) {
    String name = body.required("name").strip();
    if (name.isEmpty()
        || name.length() > NAME_MAX
        || name.chars().anyMatch(Character::isISOControl)) {
      throw body.wrong("name", "a text on one line of 1 to " + NAME_MAX + " characters");
    }
    return name;
  }

  private String search(JsonFields body) {
    ObjectNode search = body.object("search").orElseThrow(() -> Problem.missing("search"));
    String text = search.path("q").asText("");
    try {
      language.parts(
          text, new QueryContext(searches.clock().instant(), RelatedAssets.REFUSED, Deadline.NONE));
    } catch (MalformedQuery wrong) {
      throw Problem.badField("search.q", text, "a query: " + wrong.message());
    }
    String json = search.toString();
    if (json.length() > SEARCH_MAX) {
      throw Problem.badRequest(
          "'search' may have " + SEARCH_MAX + " characters of JSON, not " + json.length());
    }
    return json;
  }

  private static ObjectNode json(SavedSearch search, Caller caller) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", search.id());
    json.put("name", search.name());
    json.put("owner", search.owner());
    json.put("own", search.ownedBy(caller.username()));
    json.put("shared", search.shared());
    json.set("search", Json.read(search.search()));
    json.put("createdAt", search.createdAt().toString());
    json.put("modifiedAt", search.modifiedAt().toString());
    return json;
  }
}
