package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.platform.http.request.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows attempts as JSON. What a receiver responded is shown as text, never as markup. */
public final class AttemptJson {

  private AttemptJson() {}

  /**
   * An attempt with its request.
   *
   * @param type of the event; that of batches for a batch
   * @param whole whether the response and the timings are known although it went well at once
   */
  public static ObjectNode of(
      EventType type, Attempt attempt, ShownRequest request, boolean manual, boolean whole) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    boolean known = whole || !attempt.fitsRecord();
    Last last = Last.of(attempt.outcome(), attempt.duration());
    json.put("number", attempt.number());
    json.put("at", TimeText.text(attempt.at()));
    json.put("durationMs", TimeText.millis(attempt.duration()));
    json.put("manual", manual);
    addOutcome(attempt.outcome(), last, json);
    json.set("request", request(request).put("sent", sent(attempt)));
    addResponse(attempt.outcome(), known, json);
    json.set("timings", timings(attempt.timings(), known));
    addPeer(attempt.target().peer(), json);
    json.set("diagnosis", Diagnosis.of(type, last).json());
    return json;
  }

  private static void addOutcome(Outcome outcome, Last last, ObjectNode json) {
    switch (outcome) {
      case Outcome.Accepted accepted -> addOutcome("accepted", last, "", json);
      case Outcome.Rejected rejected -> addOutcome("rejected", last, "", json);
      case Outcome.NoResponse(ErrorClass error, String detail) ->
          addOutcome("unreachable", last, detail, json);
      case Outcome.Blocked(String detail) -> addOutcome("blocked", last, detail, json);
      case Outcome.Acknowledged(String reader) ->
          addOutcome("acknowledged", last, "by " + reader, json);
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
    // a consumer has no URL: its events were in the response to a request of its own
    json.put("method", request.url().isEmpty() ? "GET" : "POST");
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

  /** Whether the request left this server; null if it broke off at a point that does not tell. */
  static @Nullable Boolean sent(Attempt attempt) {
    return switch (attempt.outcome()) {
      case Outcome.Accepted accepted -> true;
      case Outcome.Rejected rejected -> true;
      case Outcome.Blocked blocked -> false;
      case Outcome.Acknowledged acknowledged -> true;
      case Outcome.NoResponse(ErrorClass error, String detail) -> sent(error);
    };
  }

  private static @Nullable Boolean sent(ErrorClass error) {
    return switch (error) {
      case CONNECT_REFUSED, CONNECT_TIMEOUT, DNS_NOT_FOUND, DNS_TIMEOUT, BLOCKED_ADDRESS -> false;
      case TLS_EXPIRED, TLS_UNTRUSTED, TLS_HOST -> false;
      case CONNECT_FAILED, TLS_PROTOCOL, TLS_CLIENT_CERTIFICATE -> null;
      case RESET, CLOSED_EARLY, BAD_HTTP, ANSWER_TIMEOUT, BODY_TOO_LARGE -> null;
      case REDIRECT, HTTP_4XX, HTTP_5XX, HTTP_OTHER -> true;
      case NOT_ACKNOWLEDGED -> true;
      case LOGIN_FAILED -> false;
    };
  }

  private static void addResponse(Outcome outcome, boolean known, ObjectNode json) {
    switch (outcome) {
      case Outcome.Accepted(ReceiverResponse response) when known ->
          json.set("answer", response(response));
      case Outcome.Rejected(ReceiverResponse response) -> json.set("answer", response(response));
      default -> json.putNull("answer");
    }
  }

  private static ObjectNode response(ReceiverResponse response) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("headers", headers(response.headers()));
    json.put("body", response.body());
    json.put("bodyBytes", response.bodyBytes());
    json.put("cut", response.cut());
    return json;
  }

  private static ArrayNode headers(List<Header> headers) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Header header : headers) {
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
    add("loginMs", timings.login(), known, json);
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
