package dev.carillon.hooks.spring.observation;

import io.micrometer.observation.Observation;
import java.util.Optional;

/** Knows the spans of a tracer, as {@code traceparent} headers of W3C Trace Context. */
interface Spans {

  /** Of a program without a tracer. */
  Spans NONE =
      new Spans() {
        @Override
        public Optional<String> current() {
          return Optional.empty();
        }

        @Override
        public Optional<String> of(Observation.ContextView observation) {
          return Optional.empty();
        }
      };

  /** The span that the calling thread is in. */
  Optional<String> current();

  /** The span of an observation that was started. */
  Optional<String> of(Observation.ContextView observation);
}
