package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.EventTypes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts events that were recorded, and changes that were not. */
public final class ChangeMetrics {

  private final MeterProvider<Counter> accepted;

  /** By type, each looked up once: a look-up costs more than to count. */
  private final Map<EventType, Counter> known = new ConcurrentHashMap<>();

  private final MeterProvider<Counter> refused;

  /** Counts into these. */
  public ChangeMetrics(Metrics metrics) {
    accepted =
        Counter.builder("events.accepted")
            .description("Recorded events")
            .withRegistry(metrics.registry());
    refused =
        Counter.builder("events.refused")
            .description("Changes that failed, or may have failed, because of the database")
            .withRegistry(metrics.registry());
    // all counters are there from the beginning: a number that is missing looks like a fault
    EventTypes.ALL.forEach(this::accepted);
    for (HooksException.Code code : HooksException.Code.values()) {
      refused(code);
    }
  }

  private Counter accepted(EventType type) {
    return accepted.withTag("type", type.name());
  }

  private Counter refused(HooksException.Code reason) {
    return refused.withTag("reason", reason.name().toLowerCase(Locale.ROOT));
  }

  /** It was recorded. */
  public void count(Event event) {
    known.computeIfAbsent(event.type(), this::accepted).increment();
  }

  /** It was not. */
  public void countRefused(HooksException.Code reason) {
    refused(reason).increment();
  }
}
