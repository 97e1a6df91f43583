package dev.carillon.server.webhooks.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.delivery.DeliveryLog.Held;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.openapi.Contract;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.AssetQuery;
import dev.carillon.server.webhooks.payload.CustomTypeVersions;
import dev.carillon.server.webhooks.payload.FieldsForTests;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An administrator with a client: sends requests to the API's routes and sees its answers. */
final class Admin {

  static final String BASE = "/services/admin/webhook";

  /** Refuses and doubts by the look of a URL. */
  private static final UrlCheck URLS =
      url ->
          url.contains("blocked")
              ? new UrlCheck.Verdict.Refused("a URL that may be called")
              : url.contains("unknown")
                  ? new UrlCheck.Verdict.Doubtful("does not resolve")
                  : new UrlCheck.Verdict.Accepted();

  private static final ObjectMapper MAPPER = new ObjectMapper();

  final List<Webhook.Id> changed = new ArrayList<>();
  Instant now = Instant.parse("2026-11-25T10:00:00.123Z");

  /** The engine's clock, which somebody has not set meanwhile. */
  Instant engineNow = now.minusSeconds(3600);

  private final Routes routes = new Routes();

  Admin(Webhooks webhooks, DeliveryActions deliveryActions) {
    AssetFilterReader filters =
        new AssetFilterReader(
            query -> {
              if (query.endsWith(":")) {
                throw new IllegalArgumentException("nothing stands behind the colon");
              }
              return new StatusQuery(query);
            });
    new WebhooksApi(
            webhooks,
            deliveryActions,
            webhook -> Held.NOTHING,
            filters,
            CustomTypeVersions.NONE,
            new FieldsForTests(),
            URLS,
            new Handshakes(request -> new Outcome.Blocked("no network"), "test", () -> now),
            time -> {},
            (webhook, before) -> {},
            changed::add,
            (call, password) -> {},
            webhook -> Optional.empty(),
            () -> now,
            () -> engineNow)
        .routes(routes);
  }

  /** A webhook as it was answered to its creation. */
  ObjectNode created() {
    return created("{'name':'n','url':'https://example.com/hook','eventTypes':['asset_create']}");
  }

  ObjectNode created(String body) {
    return (ObjectNode) send("POST", "", body).expect(201);
  }

  /** Sends JSON that is written with ' for ". */
  Answer send(String method, String path, String body) {
    return send(method, path, json(body));
  }

  Answer send(String method, String path) {
    return send(method, path, (JsonNode) null);
  }

  Answer send(String method, String path, @Nullable JsonNode body) {
    for (Route route : routes.all()) {
      Optional<Map<String, String>> variables = variables(route.path(), BASE + path);
      if (route.methods().contains(method) && variables.isPresent()) {
        if (route.access() != RouteAccess.SERVER_ADMIN) {
          throw new AssertionError("open to others: " + route);
        }
        FakeCall call = new FakeCall(method, path).by("root", "ROLE_SUPERUSER").body(body);
        variables.get().forEach(call::variable);
        return answer(route, call);
      }
    }
    return new Answer(405, MAPPER.nullNode());
  }

  private static Answer answer(Route route, Call call) {
    try {
      Response response = route.handler().answer(call);
      JsonNode body = body(response);
      Contract.hold(
          call.method(),
          BASE + call.path(),
          response.status(),
          body.isNull() ? "" : "application/json",
          body.isNull() ? new byte[0] : body.toString().getBytes(UTF_8));
      return new Answer(response.status(), body);
    } catch (Problem problem) {
      return new Answer(problem.status(), MAPPER.createObjectNode().textNode(problem.message()));
    }
  }

  private static JsonNode body(Response response) {
    return switch (response) {
      case Response.Json json -> json(json.body().toString());
      case Response.Piecewise list -> {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        boolean more = true;
        while (more) {
          more = list.pieces().next(whole);
        }
        yield json(whole.toString(UTF_8));
      }
      default -> MAPPER.nullNode();
    };
  }

  /** The only variable is {@code {id}}; empty segments do not count. */
  private static Optional<Map<String, String>> variables(String pattern, String path) {
    Matcher matcher =
        Pattern.compile(pattern.replace("{id}", "(?<id>[^/]+)") + "/*")
            .matcher(path.replaceAll("/+", "/"));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(pattern.contains("{id}") ? Map.of("id", matcher.group("id")) : Map.of());
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.startsWith("{'") || text.contains("'") ? quoted(text) : text);
    } catch (JsonProcessingException broken) {
      throw new AssertionError(text, broken);
    }
  }

  private static String quoted(String text) {
    return text.contains("\"") ? text : text.replace('\'', '"');
  }

  /** A query that matches everything and knows no field but the status. */
  private record StatusQuery(String text) implements AssetQuery {

    @Override
    public boolean matches(AssetSnapshot asset, Instant now) {
      return true;
    }

    @Override
    public Set<String> unknownFields() {
      return text.contains("statsu:") ? Set.of("statsu") : Set.of();
    }
  }

  /** What came back: the message of a problem is a text. */
  record Answer(int status, JsonNode body) {

    JsonNode expect(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + ", not " + this);
      }
      return body;
    }

    String message() {
      return body.asText();
    }
  }
}
