package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.json.ScriptJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that another program wants to record, as it came.
 *
 * @param place where it stands in the request, such as {@code events[2].}; empty = it is all of it
 * @param subjectKind {@code asset}, {@code folder} or {@code id}
 * @param version the version of the type that its data fits; 0 = the newest
 * @param occurredAt when it happened; null = when it is recorded
 */
record NewEvent(
    String place,
    String type,
    String subjectKind,
    String subjectId,
    JsonNode data,
    int version,
    @Nullable Instant occurredAt) {

  /** The largest data of an event, in bytes of its JSON. */
  static final int DATA_BYTES_MAX = 64 * 1024;

  /** How many events one request may have. */
  static final int BATCH_MAX = 500;

  private static final int TYPE_MAX = 200;
  private static final int SUBJECT_MAX = 200;
  private static final Duration AHEAD_MAX = Duration.ofMinutes(5);
  private static final List<String> FIELDS =
      List.of("type", "subject", "data", "version", "occurredAt");
  private static final String SUBJECT =
      "an object of one member: {\"asset\": \"…\"} or {\"folder\": \"…\"} with an id of this"
          + " server, or {\"id\": \"order-17\"} with any text";

  /**
   * Reads one.
   *
   * @param now an event must not have happened much later
   * @throws Problem 400 naming the field, its value and what is allowed
   */
  static NewEvent read(JsonNode body, String place, Instant now) {
    if (!body.isObject()) {
      throw Problem.badField(
          place.isEmpty() ? "body" : place.substring(0, place.length() - 1),
          body.toString(),
          "an object with type, subject and data");
    }
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      if (!FIELDS.contains(member.getKey())) {
        throw Problem.badField(
            place + member.getKey(),
            member.getValue().toString(),
            "no such field; there are " + String.join(", ", FIELDS));
      }
    }
    Map.Entry<String, JsonNode> subject = subject(body, place);
    String id =
        new JsonField(place + "subject." + subject.getKey(), subject.getValue())
            .filledText(SUBJECT_MAX);
    return new NewEvent(
        place,
        required("type", body, place).filledText(TYPE_MAX),
        subject.getKey(),
        id,
        data(body, place),
        version(body, place),
        occurredAt(body, place, now));
  }

  private static JsonField required(String name, JsonNode body, String place) {
    if (!body.has(name)) {
      throw Problem.missing(place + name);
    }
    return new JsonField(place + name, body.path(name));
  }

  private static Map.Entry<String, JsonNode> subject(JsonNode body, String place) {
    JsonField subject = required("subject", body, place);
    if (!subject.value().isObject() || subject.value().size() != 1) {
      throw subject.wrong(SUBJECT);
    }
    Map.Entry<String, JsonNode> member = subject.value().properties().iterator().next();
    if (!List.of("asset", "folder", "id").contains(member.getKey())) {
      throw subject.wrong(SUBJECT);
    }
    return member;
  }

  private static JsonNode data(JsonNode body, String place) {
    JsonField data = required("data", body, place);
    if (!data.value().isObject()) {
      throw data.wrong("an object");
    }
    int bytes = ScriptJson.text(data.value()).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > DATA_BYTES_MAX) {
      throw Problem.badField(
          data.name(), bytes + " bytes", "data of at most " + DATA_BYTES_MAX + " bytes");
    }
    return data.value();
  }

  private static int version(JsonNode body, String place) {
    return body.path("version").isMissingNode()
        ? 0
        : new JsonField(place + "version", body.path("version"))
            .number(1, CustomEventType.VERSIONS_MAX);
  }

  private static @Nullable Instant occurredAt(JsonNode body, String place, Instant now) {
    JsonField field = new JsonField(place + "occurredAt", body.path("occurredAt"));
    if (field.none()) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(field.text(100)).toInstant();
      if (time.isBefore(Instant.EPOCH) || time.isAfter(now.plus(AHEAD_MAX))) {
        throw field.wrong("a time since 1970, and at most 5 minutes from now");
      }
      return time;
    } catch (DateTimeException malformed) {
      throw field.wrong("a time such as 2026-11-30T12:00:00Z");
    }
  }
}
