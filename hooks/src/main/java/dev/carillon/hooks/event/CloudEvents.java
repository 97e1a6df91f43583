package dev.carillon.hooks.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.validation.Violations;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Payloads as CloudEvents 1.0 in the HTTP binding. The attributes follow from the event alone:
 * {@code id} is the event's id, {@code subject} its subject, {@code time} its time in milliseconds,
 * and {@code traceparent} (of the extension for distributed tracing) the trace that it was recorded
 * in, where one came with it. So an event that is rendered again has the same bytes.
 *
 * @param mode where the attributes are
 * @param source what {@code source} says: a URI or a relative reference of 1–{@value #SOURCE_MAX}
 *     printable ASCII characters
 * @param typePrefix stands before the event's type in {@code type}, such as {@code com.example.};
 *     may be empty
 * @param schemaUrl what {@code dataschema} says, in which {@code {type}} stands for the event's
 *     type; empty = the attribute is left out
 */
public record CloudEvents(Mode mode, String source, String typePrefix, String schemaUrl)
    implements PayloadFormat {

  /** What a payload in structured mode is sent as. */
  public static final String STRUCTURED_TYPE = "application/cloudevents+json; charset=UTF-8";

  /** What the names of headers in binary mode begin with. */
  public static final String HEADER_PREFIX = "ce-";

  /** The longest source, in characters. */
  public static final int SOURCE_MAX = 500;

  private static final String VERSION = "1.0";
  private static final String TYPE_VARIABLE = "{type}";

  /**
   * A format.
   *
   * @throws dev.carillon.hooks.validation.ValidationException if the source is no URI or relative
   *     reference, or too long
   */
  public CloudEvents {
    if (!isReference(source)) {
      Violations violations = new Violations();
      violations.add(
          "cloudEventsSource",
          source,
          "a URI or a relative reference of 1 to "
              + SOURCE_MAX
              + " printable ASCII characters, such as https://dam.example.com");
      violations.check();
    }
  }

  /** Where the attributes of an event are. */
  public enum Mode {
    /** In one JSON object, whose member {@code data} is the payload. */
    STRUCTURED,
    /** In headers that begin with {@code ce-}; the body is the payload. */
    BINARY
  }

  private static boolean isReference(String source) {
    if (source.isEmpty()
        || source.length() > SOURCE_MAX
        || source.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      return false;
    }
    try {
      return !new URI(source).toString().isEmpty();
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  @Override
  public Payload of(Event event, Payload rendered) {
    return switch (mode) {
      case STRUCTURED -> structured(event, rendered);
      case BINARY -> rendered.with(headers(event));
    };
  }

  /**
   * The JSON event format. Data that is JSON is written as it is, byte for byte; other data in
   * {@code data_base64}, which keeps every byte, too.
   */
  private Payload structured(Event event, Payload rendered) {
    boolean json = isJson(rendered.contentType());
    StringBuilder head = new StringBuilder(400).append('{');
    attributes(event).forEach((name, value) -> member(head, name, value).append(','));
    member(head, "datacontenttype", json ? "application/json" : rendered.contentType());
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + rendered.length() + 40);
    if (json) {
      out.writeBytes(head.append(",\"data\":").toString().getBytes(UTF_8));
      out.writeBytes(rendered.bytes());
    } else {
      out.writeBytes(head.append(",\"data_base64\":\"").toString().getBytes(UTF_8));
      out.writeBytes(Base64.getEncoder().encode(rendered.bytes()));
      out.write('"');
    }
    out.write('}');
    return Payload.of(out.toByteArray()).as(STRUCTURED_TYPE);
  }

  private Map<String, String> headers(Event event) {
    Map<String, String> headers = new LinkedHashMap<>();
    attributes(event).forEach((name, value) -> headers.put(HEADER_PREFIX + name, encoded(value)));
    return headers;
  }

  /** All attributes but {@code datacontenttype}, which is a header of its own in binary mode. */
  private Map<String, String> attributes(Event event) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", VERSION);
    attributes.put("id", event.id().value());
    attributes.put("source", source);
    attributes.put("type", typePrefix + event.type().name());
    if (!event.subject().isEmpty()) {
      attributes.put("subject", event.subject());
    }
    Instant happened = event.snapshot().happenedAt(event);
    attributes.put("time", happened.truncatedTo(ChronoUnit.MILLIS).toString());
    if (!schemaUrl.isEmpty()) {
      attributes.put("dataschema", schemaUrl.replace(TYPE_VARIABLE, event.type().name()));
    }
    String trace = trace(event);
    if (!trace.isEmpty()) {
      attributes.put("traceparent", trace);
    }
    return attributes;
  }

  /**
   * The trace that came with the event; empty if it follows from the id, since it then says nothing
   * new.
   */
  private static String trace(Event event) {
    Trace trace = event.trace();
    String recorded = trace.recordedIn();
    boolean derived = recorded.isEmpty() && !trace.follows(event.id());
    return derived ? trace.parent(event.id().value(), 0) : recorded;
  }

  private static boolean isJson(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    String lower = type.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith("/json") || lower.endsWith("+json");
  }

  private static StringBuilder member(StringBuilder out, String name, String value) {
    out.append('"').append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || (Character.isSurrogate(c) && !paired(value, i))) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"');
  }

  private static boolean paired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  /** Section 3.1.3.2 of the HTTP binding: these characters as percent-encoded UTF-8. */
  private static String encoded(String value) {
    StringBuilder out = new StringBuilder(value.length());
    for (byte each : value.getBytes(UTF_8)) {
      if (each <= ' ' || each > '~' || each == '"' || each == '%') {
        out.append("%%%02X".formatted(each & 0xff));
      } else {
        out.append((char) each);
      }
    }
    return out.toString();
  }
}
