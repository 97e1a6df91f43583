package dev.carillon.server.operations.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorTallyTest {

  private final ManualClock clock = new ManualClock();
  private final ErrorTally tally = new ErrorTally(clock);

  @Test
  void theMostFrequentComesFirstAndAnHourLaterNothingIsLeft() {
    fail(ErrorClass.RESET, "one");
    clock.advance(Duration.ofMinutes(30));
    fail(ErrorClass.DNS_TIMEOUT, "two");
    fail(ErrorClass.DNS_TIMEOUT, "three");
    assertThat(tally.groups())
        .extracting(ErrorTally.Group::error, ErrorTally.Group::count)
        .containsExactly(tuple(ErrorClass.DNS_TIMEOUT, 2L), tuple(ErrorClass.RESET, 1L));
    assertThat(tally.groups().getFirst().sample()).contains("three").contains("webhook ");

    clock.advance(Duration.ofMinutes(31));
    assertThat(tally.groups())
        .extracting(ErrorTally.Group::error)
        .containsExactly(ErrorClass.DNS_TIMEOUT);
    clock.advance(Duration.ofMinutes(30));
    assertThat(tally.groups()).isEmpty();
  }

  private void fail(ErrorClass error, String detail) {
    Instant now = clock.instant();
    Delivery before =
        new Delivery(
            Delivery.Id.random(),
            7,
            Webhook.Id.random(),
            Event.Id.at(now),
            new EventType("asset_create"),
            "a",
            0,
            new DeliveryState.Pending(now),
            now);
    tally.settled(
        new Settlement(
            before,
            new Attempt(1, now, Duration.ofMillis(5), new Outcome.NoResponse(error, detail)),
            new DeliveryState.Exhausted(now),
            WebhookHealth.NONE,
            Optional.empty()));
  }
}
