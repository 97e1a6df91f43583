package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.http.request.JsonFields;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields {@code format}, {@code cloudEventsSource} and {@code signatures} of a webhook: read,
 * and shown. A source that is not given is the address of this server when the webhook became one
 * of CloudEvents; it stays as it is until another one is given, so that receivers can rely on it.
 */
public final class RequestFormatDraft {

  private static final String FORMAT = "format";
  private static final String SOURCE = "cloudEventsSource";
  private static final String SIGNATURES = "signatures";
  private static final String NATIVE = "native";
  private static final String STRUCTURED = "cloudevents-structured";
  private static final String BINARY = "cloudevents-binary";
  private static final String ED25519 = "v1a";
  private static final String TYPE_PREFIX = "dev.carillon.";
  private static final String SCHEMAS = "/api/event-types/{type}/schema";

  /** Null: as it was. */
  private @Nullable String format;

  /** Null: as it was; empty: the address of this server. */
  private @Nullable String source;

  /** Null: as it was. */
  private @Nullable Boolean ed25519;

  /** Reads one of the fields. */
  static Consumer<WebhookDraft> read(JsonField field) {
    if (field.name().equals(SIGNATURES)) {
      boolean wanted = ed25519(field);
      return draft -> draft.format.ed25519 = wanted;
    }
    if (field.name().equals(FORMAT)) {
      String format = known(field);
      return draft -> draft.format.format = format;
    }
    String source = source(field);
    return draft -> draft.format.source = source;
  }

  private static boolean ed25519(JsonField field) {
    List<JsonField> asked = field.elements(1);
    for (JsonField each : asked) {
      if (!each.text(100).equals(ED25519)) {
        throw each.wrong(ED25519 + "; the signatures with the secret are always there");
      }
    }
    return !asked.isEmpty();
  }

  private static String source(JsonField field) {
    String source = field.text(CloudEvents.SOURCE_MAX);
    if (!source.isEmpty()) {
      try {
        var _ = new CloudEvents(CloudEvents.Mode.BINARY, source, TYPE_PREFIX, "");
      } catch (ValidationException wrong) {
        throw field.wrong(wrong.violations().getFirst().allowed());
      }
    }
    return source;
  }

  private static String known(JsonField field) {
    String format = field.none() ? NATIVE : field.text(100);
    if (!List.of(NATIVE, STRUCTURED, BINARY).contains(format)) {
      throw field.wrong(NATIVE + ", " + STRUCTURED + " or " + BINARY);
    }
    return format;
  }

  /**
   * The format of a webhook that is not saved.
   *
   * @param body may have the fields {@code format}, {@code cloudEventsSource} and {@code
   *     signatures}
   * @param headers the webhook's own headers
   * @param server the address of this server
   * @throws Problem 400 where one of them has a wrong value, or a header is one that it sets
   */
  public static RequestFormat unsaved(JsonFields body, Iterable<String> headers, String server) {
    RequestFormatDraft draft = new RequestFormatDraft();
    draft.format = known(new JsonField(FORMAT, body.any(FORMAT)));
    draft.source = source(new JsonField(SOURCE, body.any(SOURCE)));
    draft.ed25519 = ed25519(new JsonField(SIGNATURES, body.any(SIGNATURES)));
    return draft.of(RequestFormat.DEFAULT, headers, false, server);
  }

  /**
   * The format after the change.
   *
   * @param before the format until now
   * @param headers the webhook's own headers after the change
   * @param grouped whether its events are held, and sent with fewer requests
   * @param server the address of this server
   * @throws Problem 400 where a header is one that the format sets, or the events are held
   */
  RequestFormat of(RequestFormat before, Iterable<String> headers, boolean grouped, String server) {
    String wanted = format == null ? name(before.payloads()) : format;
    RequestFormat after =
        new RequestFormat(
            wanted.equals(NATIVE) ? PayloadFormat.NATIVE : events(before, wanted, server),
            ed25519 == null ? before.ed25519() : ed25519);
    if (grouped && !wanted.equals(NATIVE)) {
      throw Problem.badField(
          FORMAT,
          wanted,
          NATIVE + ", because debounceSeconds or batch is set: a CloudEvent is one event");
    }
    for (String header : headers) {
      if (after.sets(header)) {
        throw Problem.badField(
            "customHeaders",
            header,
            "a header whose name does not begin with ce-, because the format "
                + BINARY
                + " sets these");
      }
    }
    return after;
  }

  private CloudEvents events(RequestFormat before, String wanted, String server) {
    CloudEvents.Mode mode =
        wanted.equals(STRUCTURED) ? CloudEvents.Mode.STRUCTURED : CloudEvents.Mode.BINARY;
    String given = source;
    if (before.payloads() instanceof CloudEvents known && (given == null || !given.isEmpty())) {
      return new CloudEvents(
          mode, given == null ? known.source() : given, known.typePrefix(), known.schemaUrl());
    }
    return new CloudEvents(
        mode, given == null || given.isEmpty() ? server : given, TYPE_PREFIX, server + SCHEMAS);
  }

  /** Adds all fields to a webhook's object. */
  static void show(RequestFormat format, ObjectNode json) {
    json.put(FORMAT, name(format.payloads()));
    json.put(SOURCE, format.payloads() instanceof CloudEvents events ? events.source() : null);
    ArrayNode signatures = json.putArray(SIGNATURES);
    if (format.ed25519()) {
      signatures.add(ED25519);
    }
  }

  private static String name(PayloadFormat format) {
    return switch (format) {
      case PayloadFormat.Native plain -> NATIVE;
      case CloudEvents events -> events.mode() == CloudEvents.Mode.STRUCTURED ? STRUCTURED : BINARY;
    };
  }
}
