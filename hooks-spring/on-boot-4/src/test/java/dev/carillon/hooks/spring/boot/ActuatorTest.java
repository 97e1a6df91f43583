package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.testkit.WebhookReceiver;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** What operators see of webhooks. */
@ShopTest
class ActuatorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Value("${local.server.port}")
  private int port;

  @Autowired private Hooks hooks;
  @Autowired private Orders orders;
  @Autowired private MeterRegistry meters;

  @Test
  void healthIsUpAndSaysWhatItFollowsFrom() throws Exception {
    var health = new Caller(port, "").get("/actuator/health/hooks");
    assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
    assertThat(health.body())
        .contains("\"status\":\"UP\"", "\"sending\":true", "\"role\":\"RECORD_AND_SEND\"")
        .contains("\"pending\":\"0\"", "\"oldestPendingSeconds\":0");
  }

  @Test
  void metersCountWhatHappenedWithFewTags() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      Registered webhook =
          hooks
              .webhooks()
              .register(WebhookRegistration.of("orders", receiver.url()).types("order.placed"));
      double before = delivered();
      orders.placeByJdbc(200, "bell");
      receiver.next();
      await(() -> delivered() == before + 1);
      await(() -> !meters.find("carillon.hooks.attempt").timers().isEmpty());
      hooks.webhooks().remove(webhook.webhook().id());
    }
    assertThat(meters.get("carillon.hooks.publish").timer().count()).isPositive();
    assertThat(meters.get("carillon.hooks.sending").gauge().value()).isEqualTo(1);
    assertThat(meters.get("carillon.hooks.deliveries.pending").gauge().value()).isZero();
    assertThat(meters.get("carillon.hooks.deliveries.pending.age").timeGauge().value()).isZero();
    assertThat(tags()).isSubsetOf("state", "reason", "outcome", "status", "error");
  }

  private double delivered() {
    return meters
        .get("carillon.hooks.deliveries.ended")
        .tag("state", "delivered")
        .counter()
        .count();
  }

  private Set<String> tags() {
    return meters.getMeters().stream()
        .map(Meter::getId)
        .filter(id -> id.getName().startsWith("carillon.hooks."))
        .flatMap(id -> id.getTags().stream())
        .map(Tag::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void await(BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
