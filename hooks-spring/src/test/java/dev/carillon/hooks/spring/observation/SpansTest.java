package dev.carillon.hooks.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A publication and its attempts are one trace, in a tracer of OpenTelemetry. */
class SpansTest implements SpanExporter {

  private final List<SpanData> exported = new CopyOnWriteArrayList<>();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(this)).build();
  private final ObservationRegistry registry = ObservationRegistry.create();
  private final Spans spans = spans();

  @AfterEach
  void end() {
    provider.close();
  }

  @Test
  void eachAttemptIsAChildOfThePublicationAndTheParentOfItsReceiver() {
    try (TestHooks test = observed()) {
      WebhookReceiver receiver = test.receiver("order.placed");
      receiver.respond(503, 204);
      ObservedPublications publications = new ObservedPublications(registry, spans);
      test.hooks()
          .transaction(
              connection ->
                  publications.observe(order(), event -> publish(test.hooks(), connection, event)));
      test.drain();

      SpanData publication = named("webhook publish").get(0);
      List<SpanData> attempts = named("webhook attempt");
      List<ReceivedWebhook> requests = receiver.received();
      assertThat(attempts).hasSize(2);
      for (int i = 0; i < 2; i++) {
        SpanData attempt = attempts.get(i);
        assertThat(attempt.getTraceId()).isEqualTo(publication.getTraceId());
        assertThat(attempt.getParentSpanId()).isEqualTo(publication.getSpanId());
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(requests.get(i).header("traceparent"))
            .contains("00-" + attempt.getTraceId() + "-" + attempt.getSpanId() + "-01");
      }
      assertThat(attempts)
          .extracting(attempt -> attempt.getAttributes().get(AttributeKey.stringKey("status")))
          .containsExactly("5xx", "2xx");
    }
  }

  @Test
  void anEventThatWasRecordedInNoSpanKeepsItsOwnTrace() {
    try (TestHooks test = observed()) {
      WebhookReceiver receiver = test.receiver("order.placed");
      Event event = order();
      test.hooks().transaction(connection -> test.hooks().publish(connection, event));
      test.drain();

      assertThat(receiver.next().header("traceparent").orElseThrow())
          .startsWith("00-" + event.trace().id());
      assertThat(named("webhook attempt")).hasSize(1);
    }
  }

  private TestHooks observed() {
    return TestHooks.start(
        builder -> builder.decorateSender(sender -> new ObservedSender(sender, registry, spans)));
  }

  private static Event order() {
    return Event.of(new EventType("order.placed"), "1", Instant.now(), Snapshot.of("{}"));
  }

  private static Published publish(Hooks hooks, java.sql.Connection connection, Event event) {
    try {
      return hooks.publish(connection, event);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private Spans spans() {
    Tracer plain = provider.get("test");
    OtelTracer tracer = new OtelTracer(plain, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator =
        new OtelPropagator(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()), plain);
    registry
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
    return new TracerSpans(tracer);
  }

  private List<SpanData> named(String name) {
    return exported.stream().filter(span -> span.getName().equals(name)).toList();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> ended) {
    exported.addAll(ended);
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
