package dev.carillon.hooks.spring.observation;

import dev.carillon.hooks.Published;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.spring.PublishObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Function;

/**
 * Makes each publication an observation, {@code carillon.hooks.publish}, and stores its span with
 * the event, so that attempts can be its children.
 *
 * @param registry where observations go
 * @param spans knows the span of the publication
 */
record ObservedPublications(ObservationRegistry registry, Spans spans) implements PublishObserver {

  @Override
  public Published observe(Event event, Function<Event, Published> work) {
    return Observation.createNotStarted("carillon.hooks.publish", registry)
        .contextualName("webhook publish")
        .highCardinalityKeyValue("carillon.event.id", event.id().value())
        .highCardinalityKeyValue("carillon.event.type", event.type().name())
        .observe(() -> work.apply(traced(event)));
  }

  /** One that brought a trace of its own keeps it. */
  private Event traced(Event event) {
    return event.trace().follows(event.id())
        ? spans.current().flatMap(Trace::ofSpan).map(event::within).orElse(event)
        : event;
  }
}
