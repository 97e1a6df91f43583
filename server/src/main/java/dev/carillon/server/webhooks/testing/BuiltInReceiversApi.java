package dev.carillon.server.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.List;
import java.util.Map;

/**
 * {@code /api/inspectors}: the built-in receivers, to test webhooks without a program of one's own.
 */
public record BuiltInReceiversApi(BuiltInReceivers receivers) {

  /** Adds its routes. */
  public void routes(Routes routes) {
    routes
        .group("/api/inspectors", RouteAccess.SERVER_ADMIN)
        .get("", this::list)
        .post("", this::add)
        .get("/{id}", call -> Response.json(shown(found(call))))
        .patch("/{id}", this::change)
        .delete("/{id}", this::remove)
        .get("/{id}/requests", this::requests)
        .delete("/{id}/requests", this::clear);
  }

  private Response list(Call call) {
    return Paging.page(receivers.all().stream().map(this::shown).toList(), null);
  }

  private Response add(Call call) {
    BuiltInReceiver made = receivers.add(JsonFields.of(call));
    return new Response.Json(201, shown(made), Map.of());
  }

  private Response change(Call call) {
    return receivers
        .change(call.variable("id"), JsonFields.of(call))
        .map(changed -> Response.json(shown(changed)))
        .orElseThrow(() -> unknown(call));
  }

  private Response remove(Call call) {
    if (!receivers.remove(call.variable("id"))) {
      throw unknown(call);
    }
    return Response.noContent();
  }

  private Response requests(Call call) {
    int limit = call.params().number("limit", 50, 1, 200);
    int from = from(call);
    List<ReceivedRequest> found = receivers.requests(found(call).id(), limit + 1, from);
    return Paging.page(
        found.stream().limit(limit).map(BuiltInReceiversApi::shown).toList(),
        found.size() > limit ? "i" + (from + limit) : null);
  }

  private static int from(Call call) {
    String cursor = call.params().text("cursor").orElse("i0");
    if (!cursor.matches("i[0-9]{1,6}")) {
      throw Paging.wrongCursor(cursor);
    }
    return Integer.parseInt(cursor.substring(1));
  }

  private Response clear(Call call) {
    receivers.clear(found(call).id());
    return Response.noContent();
  }

  private BuiltInReceiver found(Call call) {
    return receivers.find(call.variable("id")).orElseThrow(() -> unknown(call));
  }

  private static Problem unknown(Call call) {
    return Problem.notFound("built-in receiver", call.variable("id"));
  }

  private ObjectNode shown(BuiltInReceiver receiver) {
    ChosenResponse response = receiver.response();
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("id", receiver.id());
    shown.put("name", receiver.name());
    shown.put("url", receivers.url(receiver));
    shown.put("status", response.status());
    shown.put("delayMs", response.delayMs());
    shown.put("drop", response.drop());
    shown.put("body", response.body());
    shown.put("retryAfter", response.retryAfter().isEmpty() ? null : response.retryAfter());
    shown.put("requests", receivers.count(receiver.id()));
    shown.put("lastUsedAt", TimeText.text(receiver.usedAt()));
    return shown;
  }

  private static ObjectNode shown(ReceivedRequest inspected) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("id", inspected.id());
    shown.put("at", TimeText.text(inspected.at()));
    shown.put("method", inspected.request().method());
    shown.put("path", inspected.path());
    ArrayNode headers = shown.putArray("headers");
    for (Header header : inspected.request().headers()) {
      headers.addObject().put("name", header.name()).put("value", header.value());
    }
    shown.put("body", new String(inspected.request().body(), UTF_8));
    shown.put("bodyBytes", inspected.request().bodyBytes());
    shown.put("cut", inspected.request().cut());
    shown.put("signature", inspected.signature().signature());
    String webhook = inspected.signature().webhook();
    shown.put("webhook", webhook.isEmpty() ? null : webhook);
    return shown;
  }
}
