package dev.carillon.hooks.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.validation.ValidationException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What CloudEvents look like, byte by byte. */
class CloudEventsTest {

  private static final Instant TIME = Instant.parse("2026-11-25T12:00:00.123456Z");
  private static final Payload DATA = Payload.of("{\"a\": 1.0}");
  private static final CloudEvents STRUCTURED =
      new CloudEvents(
          CloudEvents.Mode.STRUCTURED, "https://dam.example", "org.example.", "/schemas/{type}");
  private static final CloudEvents BINARY =
      new CloudEvents(CloudEvents.Mode.BINARY, "https://dam.example", "", "");

  private static Event event(String subject) {
    Event.Id id = new Event.Id("2n-UzMFgate9nAwg8zLXCs");
    return new Event(id, new EventType("order.placed"), subject, TIME, Snapshot.of("{}"));
  }

  @Test
  void aStructuredOneHasTheAttributesAndThePayloadUnchanged() {
    Payload made = STRUCTURED.of(event("ä\"\\\n\ud800"), DATA);
    assertThat(new String(made.bytes(), UTF_8))
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"2n-UzMFgate9nAwg8zLXCs\","
                + "\"source\":\"https://dam.example\",\"type\":\"org.example.order.placed\","
                + "\"subject\":\"ä\\\"\\\\\\u000a\\ud800\",\"time\":\"2026-11-25T12:00:00.123Z\","
                + "\"dataschema\":\"/schemas/order.placed\","
                + "\"datacontenttype\":\"application/json\",\"data\":{\"a\": 1.0}}");
    assertThat(made.contentType()).isEqualTo("application/cloudevents+json; charset=UTF-8");
    assertThat(made.headers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain-~!#&|plain-~!#&",
        "a b|a%20b",
        "100%|100%25",
        "say \"so\"|say%20%22so%22",
        "Euro € 😀|Euro%20%E2%82%AC%20%F0%9F%98%80",
        "a\u0001\u007fb|a%01%7Fb"
      })
  void aHeaderHasWhatItMayNotHoldAsPercentEncodedUtf8(String subject, String header) {
    Payload made = BINARY.of(event(subject), DATA);
    assertThat(made.headers()).containsEntry("ce-subject", header);
    assertThat(made.headers()).doesNotContainKeys("ce-dataschema", "ce-datacontenttype");
    assertThat(made.bytes()).isSameAs(DATA.bytes());
    assertThat(made.contentType()).isEqualTo(Payload.JSON);
  }

  @Test
  void anAttributeWithoutAValueIsLeftOutAndTheSpanOfTheRecordingIsOne() {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Event plain = event("");
    Event traced = plain.within(Trace.ofSpan(parent).orElseThrow());
    assertThat(BINARY.of(plain, DATA).headers())
        .doesNotContainKeys("ce-subject", "ce-traceparent")
        .containsEntry("ce-specversion", "1.0");
    assertThat(BINARY.of(traced, DATA).headers()).containsEntry("ce-traceparent", parent);
    assertThat(new String(STRUCTURED.of(traced, DATA).bytes(), UTF_8))
        .contains("\"traceparent\":\"" + parent + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "http://[", "ä", "a\nb"})
  void aSourceThatIsNoReferenceIsRefused(String source) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> new CloudEvents(CloudEvents.Mode.BINARY, source, "", ""))
        .withMessageContaining("'cloudEventsSource' must be a URI or a relative reference");
  }
}
