package dev.carillon.hooks.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.Optional;

/** The spans of Micrometer's tracer. */
record TracerSpans(Tracer tracer) implements Spans {

  private static final int TRACE_LENGTH = 32;

  @Override
  public Optional<String> current() {
    return Optional.ofNullable(tracer.currentSpan()).flatMap(TracerSpans::header);
  }

  @Override
  public Optional<String> of(Observation.ContextView observation) {
    TracingContext tracing = observation.get(TracingContext.class);
    return tracing == null
        ? Optional.empty()
        : Optional.ofNullable(tracing.getSpan()).flatMap(TracerSpans::header);
  }

  private static Optional<String> header(Span span) {
    TraceContext context = span.context();
    String trace = context.traceId();
    if (trace.isEmpty() || context.spanId().isEmpty()) {
      return Optional.empty();
    }
    // Brave has trace ids of 16 digits too
    String padded = "0".repeat(Math.max(0, TRACE_LENGTH - trace.length())) + trace;
    String flags = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
    return Optional.of("00-" + padded + "-" + context.spanId() + "-" + flags);
  }
}
