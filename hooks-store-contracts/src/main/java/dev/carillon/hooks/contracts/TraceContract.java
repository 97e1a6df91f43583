package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event's trace is that of all its deliveries and all their attempts. */
public interface TraceContract extends StoreFixture {

  @Test
  default void aTraceThatWasBroughtComesBackWithEveryRead() {
    Webhook webhook = webhook("any");
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    for (Trace brought :
        List.of(
            new Trace(id, true), new Trace(id, false), new Trace(id, true, "00f067aa0ba902b7"))) {
      Event event = event("brought " + brought.text()).within(brought);
      Delivery handed = store().record(event).due().getFirst().delivery();
      assertThat(handed.trace()).isEqualTo(brought);
      assertThat(deliveryActions().find(handed.id())).contains(handed);
      assertThat(due().ofEvent(event.id()).getFirst().delivery()).isEqualTo(handed);
      settle(retried(handed, Duration.ofSeconds(1)));
      assertThat(allDue(webhook))
          .last()
          .extracting(due -> due.delivery().trace())
          .isEqualTo(brought);
    }
  }

  @Test
  default void anEventWithoutOneIsItsOwnTrace() {
    Webhook webhook = webhook("any");
    webhook("other");
    Event event = event("alone");
    List<DueDelivery> due = store().record(event).due();
    assertThat(due).extracting(each -> each.delivery().trace()).containsOnly(Trace.of(event.id()));
    assertThat(list(webhook.id(), -1, 10))
        .extracting(Delivery::trace)
        .containsExactly(Trace.of(event.id()));
  }
}
