package dev.carillon.server.attacks.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.fuzz.Operation;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.openapi.OpenApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A harmless request for a route: the examples of its description, with ids that do not exist.
 *
 * @param operation the operation's id; {@code page} where it is none
 */
public record Probe(
    Route route, String method, String path, String operation, String target, String body) {

  private static final String SHORT_PASSWORD =
      "{\"currentPassword\": \"x\", \"newPassword\": \"y\"}";
  private static final String EXAMPLE = "2n-UzMFgate9nAwg8zLXCs";

  /** One for each method of each route. */
  public static List<Probe> all(List<Route> routes) {
    Map<String, Operation> operations = operations();
    List<Probe> probes = new ArrayList<>();
    for (Route route : routes) {
      String path = OpenApi.path(route.path());
      for (String method : route.methods().stream().sorted().toList()) {
        Operation operation = operations.get(method + " " + path);
        probes.add(
            operation == null
                ? new Probe(route, method, path, "page", plain(path), "")
                : of(route, method, path, operation));
      }
    }
    return probes;
  }

  private static Map<String, Operation> operations() {
    Map<String, Operation> all = new HashMap<>();
    for (Operation operation : Operation.all()) {
      all.put(operation.method() + " " + operation.path(), operation);
      operation
          .described()
          .path("x-aliases")
          .forEach(alias -> all.put(operation.method() + " " + alias.asText(), operation));
    }
    return all;
  }

  private static Probe of(Route route, String method, String path, Operation operation) {
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : operation.query()) {
      if (parameter.path("required").asBoolean()) {
        query.add(
            parameter.path("name").asText() + "=" + encoded(parameter.path("example").asText("x")));
      }
    }
    String target = path;
    for (JsonNode variable : operation.variables()) {
      target =
          target.replace(
              "{" + variable.path("name").asText() + "}",
              encoded(variable.path("example").asText(EXAMPLE)));
    }
    if (operation.id().equals("changePassword")) {
      // too short for a password: refused before the present one is tried, which is slowed down
      return new Probe(route, method, path, operation.id(), path, SHORT_PASSWORD);
    }
    JsonNode example = operation.described().at("/requestBody/content/application~1json/example");
    String body =
        example.isMissingNode()
            ? ""
            : example
                .toString()
                .replace("https://shop.example.com", "http://127.0.0.1:9")
                .replace("the caller's password", AttackedServer.PASSWORD)
                .replace("\"expiresInDays\":90", "\"expiresInDays\":1");
    String rest = query.isEmpty() ? "" : "?" + String.join("&", query);
    return new Probe(route, method, path, operation.id(), plain(target) + rest, body);
  }

  private static String plain(String path) {
    return path.replace("{rest}", "x.txt")
        .replace("{name}", "none.js")
        .replaceAll("\\{[^}]+}", EXAMPLE);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether it ends the session or the token that comes along, or others of the same user. */
  public boolean endsLogIns() {
    return path.matches("/services/(login|logout)") || operation.equals("endMyOtherSessions");
  }

  /** An empty object, where a body is wanted but none is known. */
  public String someBody() {
    return body.isEmpty() ? JsonNodeFactory.instance.objectNode().toString() : body;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
