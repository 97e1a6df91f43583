package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Response;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.server.platform.http.request.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Shows attempts as JSON. Whatever a receiver answered comes back as text, never as markup. */
public final class AttemptJson {

  private AttemptJson() {}

  /**
   * An attempt with its request.
   *
   * @param whole whether the answer and the timings are known although it went well at once
   */
  public static ObjectNode of(
      Attempt attempt, ShownRequest request, boolean manual, boolean whole) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    boolean known = whole || !attempt.plain();
    Last last = Last.of(attempt.outcome(), attempt.duration());
    json.put("number", attempt.number());
    json.put("at", TimeText.text(attempt.at()));
    json.put("durationMs", TimeText.millis(attempt.duration()));
    json.put("manual", manual);
    addOutcome(attempt.outcome(), last, json);
    json.set("request", request(request).put("sent", SentStatus.of(attempt)));
    addAnswer(attempt.outcome(), known, json);
    json.set("timings", timings(attempt.timings(), known));
    addPeer(attempt.contact().peer(), json);
    json.set("diagnosis", Diagnosis.of(last.status(), last.error()).json());
    return json;
  }

  private static void addOutcome(Outcome outcome, Last last, ObjectNode json) {
    switch (outcome) {
      case Outcome.Accepted accepted -> addOutcome("accepted", last, "", json);
      case Outcome.Rejected rejected -> addOutcome("rejected", last, "", json);
      case Outcome.Unreachable(ErrorClass error, String detail) ->
          addOutcome("unreachable", last, detail, json);
      case Outcome.Blocked(String detail) -> addOutcome("blocked", last, detail, json);
    }
  }

  private static void addOutcome(String name, Last last, String detail, ObjectNode json) {
    json.put("outcome", name);
    json.put("status", last.status() == 0 ? null : (Integer) last.status());
    json.put("errorClass", last.error().isEmpty() ? null : last.error());
    json.put("detail", detail.isEmpty() ? null : detail);
  }

  private static ObjectNode request(ShownRequest request) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("method", "POST");
    json.put("url", request.url());
    json.put("line", request.line().isEmpty() ? null : request.line());
    json.set("headers", headers(request.headers()));
    switch (request.made()) {
      case ShownRequest.Made.AsSent() -> json.put("rebuilt", false).putNull("revision");
      case ShownRequest.Made.OfRevision(int revision) ->
          json.put("rebuilt", false).put("revision", revision);
      case ShownRequest.Made.OfToday() -> json.put("rebuilt", true).putNull("revision");
    }
    return json;
  }

  private static void addAnswer(Outcome outcome, boolean known, ObjectNode json) {
    switch (outcome) {
      case Outcome.Accepted(Response answer) when known -> json.set("answer", answer(answer));
      case Outcome.Rejected(Response answer) -> json.set("answer", answer(answer));
      default -> json.putNull("answer");
    }
  }

  private static ObjectNode answer(Response answer) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("headers", headers(answer.headers()));
    json.put("body", answer.body());
    json.put("bodyBytes", answer.bodyBytes());
    json.put("cut", answer.cut());
    return json;
  }

  private static ArrayNode headers(List<Response.Header> headers) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Response.Header header : headers) {
      json.addObject().put("name", header.name()).put("value", header.value());
    }
    return json;
  }

  private static ObjectNode timings(Timings timings, boolean known) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    add("lookUpMs", timings.lookUp(), known, json);
    add("connectMs", timings.connect(), known, json);
    add("tlsMs", timings.tls(), known, json);
    add("firstByteMs", timings.firstByte(), known, json);
    return json;
  }

  private static void add(String name, Duration duration, boolean known, ObjectNode json) {
    json.put(name, known ? (Double) TimeText.millis(duration) : null);
  }

  private static void addPeer(AttemptTarget.Peer peer, ObjectNode json) {
    json.put("address", peer.address().isEmpty() ? null : peer.address());
    if (peer.tlsProtocol().isEmpty()) {
      json.putNull("tls");
      return;
    }
    ObjectNode tls = json.putObject("tls");
    tls.put("protocol", peer.tlsProtocol());
    tls.put(
        "certificateUntil",
        peer.certificateUntil().equals(Instant.EPOCH)
            ? null
            : TimeText.text(peer.certificateUntil()));
  }
}
