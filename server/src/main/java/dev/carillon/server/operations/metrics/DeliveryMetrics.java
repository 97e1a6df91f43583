package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.operational.OperationalEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/**
 * Counts attempts as they are settled, and measures their durations and the latency of deliveries:
 * {@code delivery_delay} and {@code end_to_end_delay} are the times from the event to the
 * receiver's 2xx. All counters are there from the beginning.
 */
public final class DeliveryMetrics implements HooksListener {

  private static final Duration[] ATTEMPT_BUCKETS =
      millis(1, 5, 10, 50, 100, 500, 1000, 5000, 15_000, 60_000);
  private static final Duration[] DELAY_BUCKETS =
      millis(5, 10, 50, 100, 500, 1000, 5000, 30_000, 300_000, 3_600_000, 86_400_000);
  private static final Set<ErrorClass> OF_RESPONSES =
      Set.of(ErrorClass.REDIRECT, ErrorClass.HTTP_4XX, ErrorClass.HTTP_5XX, ErrorClass.HTTP_OTHER);

  private final MeterRegistry registry;
  private final MeterProvider<Counter> attempts;

  /** Looked up once: nearly every attempt counts here. */
  private final Counter accepted;

  private final MeterProvider<Counter> operationalEvents;
  private final Counter blockedUrls;
  private final Counter blockedAddresses;
  private final Timer total;
  private final Timer lookUp;
  private final Timer connect;
  private final Timer tls;
  private final Timer firstByte;
  private final Timer deliveryDelay;
  private final Timer endToEndDelay;

  /** Counts into these. */
  public DeliveryMetrics(Metrics metrics) {
    registry = metrics.registry();
    attempts = Counter.builder("attempts").description("Settled attempts").withRegistry(registry);
    operationalEvents =
        Counter.builder("operational.events")
            .description("Operational events")
            .withRegistry(registry);
    accepted = attempts.withTags("outcome", "accepted", "error_class", "none");
    for (ErrorClass error : ErrorClass.values()) {
      failed(error);
    }
    for (OperationalEvent.Kind kind : OperationalEvent.Kind.values()) {
      events(kind);
    }
    blockedUrls = blocked("url");
    blockedAddresses = blocked("address");
    total = attempt("total");
    lookUp = attempt("look_up");
    connect = attempt("connect");
    tls = attempt("tls");
    firstByte = attempt("first_byte");
    deliveryDelay =
        delay("delivery.delay", "From recording to the receiver's 2xx at the first attempt");
    endToEndDelay =
        delay("end.to.end.delay", "From recording to the receiver's 2xx, retries included");
  }

  @Override
  public void settled(Settlement settlement) {
    Attempt attempt = settlement.attempt();
    count(attempt.outcome());
    time(attempt);
    if (settlement.next() instanceof DeliveryState.Delivered(var at)) {
      Duration delay = Duration.between(settlement.before().createdAt(), at);
      endToEndDelay.record(delay);
      if (attempt.number() == 1) {
        deliveryDelay.record(delay);
      }
    }
  }

  /** Counts what became of a webhook. */
  public void count(OperationalEvent event) {
    events(event.kind()).increment();
  }

  private void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted taken -> accepted.increment();
      case Outcome.Acknowledged acknowledged -> accepted.increment();
      case Outcome.Rejected rejected -> failed(rejected.errorClass()).increment();
      case Outcome.NoResponse noResponse -> failed(noResponse.errorClass()).increment();
      case Outcome.Blocked blocked -> {
        failed(ErrorClass.BLOCKED_ADDRESS).increment();
        (blocked.badUrl() ? blockedUrls : blockedAddresses).increment();
      }
    }
  }

  /** What did not happen is not counted: most attempts use an open connection. */
  private void time(Attempt attempt) {
    Timings timings = attempt.timings();
    total.record(attempt.duration());
    record(lookUp, timings.lookUp());
    record(connect, timings.connect());
    record(tls, timings.tls());
    record(firstByte, timings.firstByte());
  }

  private static void record(Timer timer, Duration took) {
    if (!took.isZero()) {
      timer.record(took);
    }
  }

  private static String outcome(ErrorClass error) {
    if (error == ErrorClass.BLOCKED_ADDRESS) {
      return "blocked";
    }
    return OF_RESPONSES.contains(error) ? "rejected" : "unreachable";
  }

  private Counter failed(ErrorClass error) {
    return attempts.withTags("outcome", outcome(error), "error_class", error.text());
  }

  private Counter events(OperationalEvent.Kind kind) {
    return operationalEvents.withTag("type", "webhook." + kind.text());
  }

  private Counter blocked(String reason) {
    return Counter.builder("ssrf.blocked")
        .description("Attempts that the address guard blocked")
        .tag("reason", reason)
        .register(registry);
  }

  private Timer attempt(String phase) {
    return Timer.builder("attempt.duration")
        .description("Duration of attempts, in total and by phase")
        .tag("phase", phase)
        .serviceLevelObjectives(ATTEMPT_BUCKETS)
        .register(registry);
  }

  private Timer delay(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(DELAY_BUCKETS)
        .register(registry);
  }

  private static Duration[] millis(long... millis) {
    return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
