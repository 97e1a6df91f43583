package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.EventTypes;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counts events that were recorded, and changes that were not. */
public final class ChangeMetrics {

  private final Map<EventType, Counter> accepted = new HashMap<>();
  private final Map<HooksException.Code, Counter> refused =
      new EnumMap<>(HooksException.Code.class);

  /** Counts into these. */
  public ChangeMetrics(Metrics metrics) {
    for (EventType type : EventTypes.ALL) {
      accepted.put(
          type,
          Counter.builder("events.accepted")
              .description("Recorded events")
              .tag("type", type.name())
              .register(metrics.registry()));
    }
    for (HooksException.Code code : HooksException.Code.values()) {
      refused.put(
          code,
          Counter.builder("events.refused")
              .description("Changes that failed, or may have failed, because of the database")
              .tag("reason", code.name().toLowerCase(Locale.ROOT))
              .register(metrics.registry()));
    }
  }

  /** It was recorded. */
  public void accepted(Event event) {
    Counter counter = accepted.get(event.type());
    if (counter != null) {
      counter.increment();
    }
  }

  /** It was not. */
  public void refused(HooksException.Code reason) {
    Counter counter = refused.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
