package dev.carillon.server.operations;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Trace;
import dev.carillon.server.operations.health.EventRate;
import dev.carillon.server.operations.metrics.ChangeMetrics;
import dev.carillon.server.platform.database.ChangeWatch;
import dev.carillon.server.platform.http.CurrentCall;

/**
 * Counts what comes in and what goes out, and makes events part of the trace that their request
 * brought.
 */
public record TrafficCounter(ChangeMetrics metrics, EventRate accepted, EventRate sent)
    implements ChangeWatch, HooksListener {

  /** A header that is wrong is none: no change fails for the sake of tracing. */
  @Override
  public Event prepared(Event event) {
    return CurrentCall.get()
        .flatMap(call -> call.header("traceparent"))
        .flatMap(Trace::ofHeader)
        .map(event::within)
        .orElse(event);
  }

  @Override
  public void accepted(Event event) {
    accepted.count();
    metrics.count(event);
  }

  @Override
  public void refused(HooksException.Code reason) {
    metrics.countRefused(reason);
  }

  @Override
  public void settled(Settlement settlement) {
    sent.count();
  }
}
