package dev.carillon.hooks.spring.metrics;

import dev.carillon.hooks.HooksStatus;
import dev.carillon.hooks.spring.HooksLifecycle;
import dev.carillon.hooks.spring.backlog.Backlog;
import dev.carillon.hooks.spring.backlog.BacklogReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What is so at present:
 *
 * <ul>
 *   <li>{@code carillon.hooks.requests.active}: requests on the wire, of this instance
 *   <li>{@code carillon.hooks.sending}: 1 while this instance may send, else 0
 *   <li>{@code carillon.hooks.deliveries.pending}: of all instances, counted up to 10,000
 *   <li>{@code carillon.hooks.deliveries.pending.age}: of the oldest one, a time
 * </ul>
 *
 * The last two are NaN while the database cannot be read.
 *
 * @param lifecycle knows what runs
 * @param backlog reads the last two
 */
public record HooksGauges(HooksLifecycle lifecycle, BacklogReader backlog) implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("carillon.hooks.requests.active", this, of(HooksStatus::requestsOnTheWire))
        .description("Requests on the wire of this instance")
        .register(registry);
    Gauge.builder("carillon.hooks.sending", this, of(status -> status.sending() ? 1 : 0))
        .description("1 while this instance may send, else 0")
        .register(registry);
    Gauge.builder("carillon.hooks.deliveries.pending", this, pending(Backlog::count))
        .description("Pending deliveries of all instances, counted up to 10,000")
        .register(registry);
    TimeGauge.builder(
            "carillon.hooks.deliveries.pending.age",
            this,
            TimeUnit.MILLISECONDS,
            pending(backlog -> backlog.age().toMillis()))
        .description("For how long the oldest pending delivery has waited")
        .register(registry);
  }

  private static ToDoubleFunction<HooksGauges> of(ToDoubleFunction<HooksStatus> value) {
    return gauges ->
        gauges.lifecycle.running().map(hooks -> value.applyAsDouble(hooks.status())).orElse(0.0);
  }

  private static ToDoubleFunction<HooksGauges> pending(ToDoubleFunction<Backlog> value) {
    return gauges -> {
      try {
        return value.applyAsDouble(gauges.backlog.read());
      } catch (RuntimeException unreadable) {
        return Double.NaN;
      }
    };
  }
}
